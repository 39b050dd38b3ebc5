import { after, minutes, now, seconds } from '../../../server/lib/clock.js'
import { fields, number, text } from '../loose.js'
import type { Failure } from '../reaching.js'

/** What the Graph API says went wrong: `error` of the answer (Graph API, error handling). */
export interface GraphError {
  code: number
  subcode: number
  message: string
  /** Meta says that trying again helps. */
  transient: boolean
}

/** A failure by code; `subcodes` go before it. */
export type FailureTable = Readonly<Record<number, Failure['class']>>

/** The same for every product of Meta's. */
const shared: FailureTable = {
  1: 'retry', 2: 'retry', 4: 'retry', 17: 'retry', 32: 'retry', 341: 'retry', 613: 'retry', 80007: 'retry', // busy and throttled
  3: 'config', 10: 'config', 33: 'config', 102: 'config', 190: 'config', 368: 'config', 463: 'config', 467: 'config', // rights, token
  100: 'permanent',
} // prettier-ignore

/** Codes that say the token is spent: somebody has to connect the account anew. */
const spentToken = new Set([102, 190, 463, 467])

/** Reads `error` of a Graph answer; null when there is none, as with a proxy's answer. */
export function graphErrorOf(body: unknown): GraphError | null {
  const error = fields(fields(body)['error'])
  const code = number(error['code'])
  if (code === null) return null
  const details = text(fields(error['error_data'])['details'])
  return {
    code,
    subcode: number(error['error_subcode']) ?? 0,
    message: [text(error['message']), details].filter((one) => one !== '').join(': '),
    transient: error['is_transient'] === true,
  }
}

/**
 * What an answer with an error means for a message.
 * @param answer status and headers of the answer
 * @param codes the product's own codes
 * @param subcodes the product's own subcodes, which go before codes
 * @param secret what must not be told though Meta repeats it in its message
 */
export function classifyGraphError(
  error: GraphError | null,
  answer: { status: number; headers: Readonly<Record<string, string>> },
  { codes, subcodes }: { codes: FailureTable; subcodes: FailureTable },
  secret: string,
): Failure {
  if (!error) return withoutError(answer.status)
  const known = subcodes[error.subcode] ?? codes[error.code] ?? byRange(error)
  const said = secret === '' ? error.message : error.message.replaceAll(secret, '…')
  const failure: Failure = {
    ok: false,
    class: known,
    code: spentToken.has(error.code) ? 'reconnect' : String(error.code),
    detail: `${said} (#${error.code}${error.subcode === 0 ? '' : `/${error.subcode}`})`.slice(0, 300),
  }
  const wait = known === 'retry' ? waitOf(answer.headers) : null
  return wait === null ? failure : { ...failure, retryAt: after(wait, now()) }
}

function byRange(error: GraphError): Failure['class'] {
  const known = shared[error.code]
  if (error.transient) return 'retry'
  if (known) return known
  if (error.code >= 200 && error.code <= 299) return 'config'
  return error.code >= 80_000 && error.code <= 80_014 ? 'retry' : 'permanent'
}

/** Something between us and Meta answered: a gateway may have handed the message on before it failed. */
function withoutError(status: number): Failure {
  return { ok: false, class: classOfStatus(status), code: `http_${status}` }
}

function classOfStatus(status: number): Failure['class'] {
  if (status === 429 || status === 503) return 'retry'
  if (status < 300 || status >= 500) return 'unknown'
  // a redirect is no answer of the API: the address in the settings is wrong
  return status < 400 ? 'config' : 'permanent'
}

/** Retry-After in seconds (RFC 9110, 10.2.3), at most an hour. */
function waitOf(headers: Readonly<Record<string, string>>): number | null {
  const given = /^\d{1,6}$/.exec(headers['retry-after'] ?? '')?.[0]
  return given === undefined ? null : Math.min(seconds(Number(given)), minutes(60))
}
