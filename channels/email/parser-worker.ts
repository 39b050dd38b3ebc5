import { parentPort } from 'node:worker_threads'
import { AppError, describeError } from '../../server/lib/errors.js'
import { parseMail, type ParsedMail, type ParseOptions } from './parse/mail.js'

/** What the pool asks: one mail at a time. */
export interface ParseRequest {
  bytes: ArrayBuffer
  options: ParseOptions
}

/** `ready` once after loading, then one answer for each request. */
export type ParseAnswer =
  { ready: true } | { mail: ParsedMail } | { refused: { code: string; details: Record<string, unknown> } }

parentPort?.on('message', (request: ParseRequest) => {
  const answer = answerTo(request)
  parentPort?.postMessage(answer, 'mail' in answer ? ownBuffers(answer.mail) : [])
})
parentPort?.postMessage({ ready: true } satisfies ParseAnswer)

function answerTo({ bytes, options }: ParseRequest): ParseAnswer {
  try {
    return { mail: parseMail(Buffer.from(bytes), options) }
  } catch (error) {
    if (error instanceof AppError) return { refused: { code: error.code, details: error.details } }
    return { refused: { code: 'mail_unparsable', details: { reason: describeError(error) } } }
  }
}

/** Gives each file bytes of its own, so that handing it over does not take the whole mail along. */
function ownBuffers(mail: ParsedMail): ArrayBuffer[] {
  return mail.files.map((file) => {
    const own = new Uint8Array(file.content)
    file.content = own
    return own.buffer
  })
}
