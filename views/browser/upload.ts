import type { AttachmentView } from '../types.js'

/** A file on its way to the server. */
export interface Upload {
  done: Promise<{ file: AttachmentView } | { code: string }>
  stop: () => void
}

/**
 * Sends one file to the server. Only XMLHttpRequest tells how far it is.
 * @param progress hears the percentage
 */
export function upload(file: File, progress: (percent: number) => void): Upload {
  const request = new XMLHttpRequest()
  const done = new Promise<{ file: AttachmentView } | { code: string }>((resolve) => {
    request.upload.addEventListener('progress', ({ loaded, total }) => progress(Math.round((loaded / Math.max(1, total)) * 100)))
    request.addEventListener('load', () => resolve(answerOf(request)))
    for (const trouble of ['error', 'abort', 'timeout'] as const) request.addEventListener(trouble, () => resolve({ code: 'offline' }))
  })
  const body = new FormData()
  body.append('files', file, file.name)
  request.open('POST', '/api/v1/attachments')
  request.setRequestHeader('accept', 'application/json')
  request.timeout = 120_000
  request.send(body)
  return { done, stop: () => request.abort() }
} // prettier-ignore

function answerOf(request: XMLHttpRequest): { file: AttachmentView } | { code: string } {
  try {
    const body = JSON.parse(request.responseText) as {
      items?: AttachmentView[]
      error?: { code: string }
    }
    const [file] = body.items ?? []
    return file && request.status === 201 ? { file } : { code: body.error?.code ?? 'internal' }
  } catch {
    // Not an answer of ours: something between us and the server spoke.
    return { code: 'internal' }
  }
}
