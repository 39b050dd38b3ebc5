import type { WidgetBoot, WidgetFile, WidgetSend, WidgetSession } from '../../types/widget.js'
import type { ShopUser } from './messages.js'

/** What the server said, or the code of why not; `offline` when it could not be reached. */
export type Answer<T> = { body: T } | { code: string }

export interface Server {
  /** Where the server is reached; a frame of no origin still knows its address. */
  base: string
  session: (token: string | null, page: string, user?: ShopUser) => Promise<Answer<WidgetSession>>
  message: (message: WidgetSend) => Promise<Answer<object>>
  transcript: (email: string) => Promise<Answer<object>>
  upload: (
    file: File,
    progress: (percent: number) => void,
  ) => { done: Promise<Answer<WidgetFile>>; stop: () => void }
  /** A file's address with what proves the visitor's right to it. */
  urlOf: (file: WidgetFile) => string
}

const patience = 15_000

/** @param token the visitor's, as it is at the time of a request */
export function makeServer({ site, parent, locale }: WidgetBoot, token: () => string): Server {
  const base = location.origin
  const post = <T>(path: string, body: unknown, headers = {}): Promise<Answer<T>> =>
    ask<T>(`${base}/widget/${path}`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } })
  const proof = (): { authorization: string } => ({ authorization: `Visitor ${token()}` })
  return {
    base,
    session: (kept, page, user) =>
      post('session', { site, parent, lang: locale, ...(page ? { page: { url: page.slice(0, 2_000) } } : {}), ...(kept === null ? {} : { token: kept }), ...(user ? { user } : {}) }),
    message: (message) => post('messages', message, proof()),
    transcript: (email) => post('transcript', { email }, proof()),
    upload: (file, progress) => upload(`${base}/widget/uploads`, file, token(), progress),
    urlOf: ({ url }) => {
      const address = new URL(url, base)
      // Whoever names a file elsewhere must not be handed the visitor's token.
      if (address.origin === base) address.searchParams.set('token', token())
      return address.href
    },
  }
} // prettier-ignore

async function ask<T>(url: string, init: RequestInit): Promise<Answer<T>> {
  try {
    const response = await fetch(url, { ...init, credentials: 'omit', signal: AbortSignal.timeout(patience) })
    const text = await response.text()
    const body = (text ? JSON.parse(text) : {}) as T & { error?: { code: string } }
    return response.ok ? { body } : { code: body.error?.code ?? 'internal' }
  } catch {
    // No connection, no answer in time, or the answer of something between us and the server.
    return { code: 'offline' }
  }
}

/** Only XMLHttpRequest tells how far it is. */
function upload(url: string, file: File, token: string, progress: (percent: number) => void): ReturnType<Server['upload']> {
  const request = new XMLHttpRequest()
  const done = new Promise<Answer<WidgetFile>>((resolve) => {
    request.upload.onprogress = ({ loaded, total }) => progress(Math.round((loaded / Math.max(1, total)) * 100))
    request.onload = () => resolve(uploaded(request))
    request.onerror = request.onabort = request.ontimeout = () => resolve({ code: 'offline' })
  })
  const body = new FormData()
  body.append('file', file, file.name)
  request.open('POST', url)
  request.setRequestHeader('authorization', `Visitor ${token}`)
  request.timeout = 120_000
  request.send(body)
  return { done, stop: () => request.abort() }
} // prettier-ignore

function uploaded({ responseText, status }: XMLHttpRequest): Answer<WidgetFile> {
  try {
    const body = JSON.parse(responseText) as WidgetFile & { error?: { code: string } }
    return status < 300 ? { body } : { code: body.error?.code ?? 'internal' }
  } catch {
    // Not an answer of ours: something between us and the server spoke.
    return { code: 'internal' }
  }
}
