import { after, seconds } from '../../../server/lib/clock.js'
import { AppError, ChannelUnavailable, Forbidden, Invalid } from '../../../server/lib/errors.js'
import type { DeliveryResult } from '../../channel.js'

type Failure = Extract<DeliveryResult, { ok: false }>

/**
 * What to do about Twilio's error codes (twilio.com/docs/api/errors), whether they come as the answer to sending or in
 * a status callback. A code that is not here is judged by its HTTP status.
 */
const classes: Readonly<Record<Failure['class'], readonly number[]>> = {
  // too many at once, queues full, the handset or its network out of reach for now
  retry: [20429, 21611, 30001, 30003, 30008, 63018],
  // the number does not exist, is a landline, is blocked or filtered, or the text is not acceptable
  permanent: [
    21211, 21612, 21614, 21617, 21656, 30004, 30005, 30006, 30007, 63003, 63005, 63024, 63032, 63049,
  ],
  // WhatsApp: only an approved template may be sent now
  window: [63016],
  optout: [21610],
  // credentials, numbers, regions, templates or addresses that a person has to set right at Twilio or here
  config: [20003, 20404, 21212, 21408, 21603, 21606, 21609, 21655, 21659, 21660, 21703, 30002, 63007, 63027],
  unknown: [],
}

const classOfCode = new Map(
  Object.entries(classes).flatMap(([name, codes]) =>
    codes.map((code): [number, Failure['class']] => [code, name as Failure['class']]),
  ),
)

/** The class of one of Twilio's codes, e.g. of a receipt's; null for one that is not known. */
export function classOfTwilioCode(code: string | number): Failure['class'] | null {
  return classOfCode.get(Number(code)) ?? null
}

/**
 * Sorts what went wrong while a message was handed to Twilio. Its API knows no key against doing a thing twice, so a
 * request that may have been acted on (no answer, an answer from the 5xx) is `unknown`, never `retry`.
 * @param retryAfter seconds that the answer asked to wait
 */
export function classifyTwilioError(error: unknown, retryAfter?: number): Failure {
  const answer = answerIn(error)
  if (answer) return fromAnswer(answer, retryAfter)
  if (error instanceof ChannelUnavailable && error.details['sent'] === false)
    return { ok: false, class: 'retry', code: error.code }
  if (error instanceof Forbidden || error instanceof Invalid)
    return { ok: false, class: 'config', code: error.code }
  if (error instanceof AppError) return { ok: false, class: 'unknown', code: error.code }
  return { ok: false, class: 'unknown', code: 'answer_unreadable', detail: oneLine(wordsOf(error)) }
}

/** What Twilio said, for a person: code and words. */
export function wordsOf(error: unknown): string {
  const answer = answerIn(error)
  if (answer) return oneLine(`${answer.code ?? answer.status} ${answer.message}`)
  return error instanceof Error ? oneLine(error.message) : 'answer_unreadable'
}

interface TwilioAnswer {
  status: number
  code: number | null
  message: string
}

/** The SDK's RestException and TwilioServiceException: an answer that was not 2xx. */
function answerIn(error: unknown): TwilioAnswer | null {
  if (!(error instanceof Error) || error instanceof AppError) return null
  const { status, code } = error as { status?: unknown; code?: unknown }
  if (typeof status !== 'number') return null
  return { status, code: typeof code === 'number' && code > 0 ? code : null, message: error.message }
}

function fromAnswer({ status, code, message }: TwilioAnswer, retryAfter?: number): Failure {
  const kind = (code === null ? null : classOfTwilioCode(code)) ?? byStatus(status)
  return {
    ok: false,
    class: kind,
    code: String(code ?? status),
    detail: oneLine(message),
    ...(kind === 'retry' && retryAfter ? { retryAt: after(seconds(Math.min(retryAfter, 3_600))) } : {}),
  }
}

function byStatus(status: number): Failure['class'] {
  if (status === 429) return 'retry'
  if (status >= 500) return 'unknown'
  // a redirect or a missing account says that we ask at the wrong place
  return status < 400 || [401, 403, 404].includes(status) ? 'config' : 'permanent'
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 300)
}
