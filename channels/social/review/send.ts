import { after, seconds } from '../../../server/lib/clock.js'
import type { FetchAnswer } from '../../../server/lib/safe-fetch/index.js'
import type { ChannelAccount, ChannelTools, DeliveryResult, OutboundMessage } from '../../channel.js'
import { fields, idText, text } from '../loose.js'
import { callTimeout, unanswered } from '../reaching.js'
import { hmacSha256 } from '../signed.js'
import { signatureHeader } from '../../direct/signed-requests.js'

/** Where the shop's own program takes answers and publishes them; '' where a person pastes them in by hand. */
export function replyUrlOf(account: ChannelAccount): string {
  return text(account.settings['replyUrl']).trim()
}

/**
 * Review sites have no common way to answer. Where the account names a `replyUrl`, the answer is posted there as
 * `{ reference, site, id, text }`, signed as deliveries to us are; `reference` is the same for every attempt, so that
 * the far end can publish it once. Elsewhere a person has to paste it in.
 */
export async function sendReviewReply(
  message: OutboundMessage,
  account: ChannelAccount,
  signal: AbortSignal,
  tools: ChannelTools,
): Promise<DeliveryResult> {
  const [url, secret] = [replyUrlOf(account), account.secrets['inboundSecret']]
  if (url === '') return { ok: false, class: 'config', code: 'review_reply_by_hand' }
  if (!secret) return { ok: false, class: 'config', code: 'no_inbound_secret' }
  const review = /^([^:]{1,40}):(\S.{0,199})$/.exec(message.target ?? message.thread ?? '')
  if (!review) return { ok: false, class: 'permanent', code: 'no_target' }
  if (signal.aborted) return { ok: false, class: 'retry', code: 'aborted' }
  const { reference, text: said } = message
  const body = JSON.stringify({ reference, site: review[1], id: review[2], text: said })
  const headers = { 'content-type': 'application/json', [signatureHeader]: hmacSha256(secret, body, 'hex') }
  try {
    const request = { method: 'POST', headers, body, timeoutMs: callTimeout, redirects: 0, signal } as const
    return judged(await tools.fetch(url, request), reference)
  } catch (error) {
    return unanswered(error)
  }
}

/** What the answer of the shop's own program means for the message. */
export function judged({ status, headers, body }: FetchAnswer, reference: string): DeliveryResult {
  if (status >= 200 && status < 300)
    return { ok: true, externalIds: [idIn(body) || reference], state: 'accepted' }
  const failure = { ok: false, code: String(status), detail: body.toString('utf8', 0, 300) } as const
  if ([401, 403, 404, 405, 410].includes(status) || status < 400) return { ...failure, class: 'config' }
  // the far end knows our reference, so asking again publishes nothing twice
  if (status === 408 || status === 429 || status >= 500)
    return { ...failure, class: 'retry', ...waitOf(headers['retry-after']) }
  return { ...failure, class: 'permanent' }
}

function waitOf(retryAfter: string | undefined): { retryAt?: Date } {
  return retryAfter && /^\d{1,6}$/.test(retryAfter) ? { retryAt: after(seconds(Number(retryAfter))) } : {}
}

function idIn(body: Buffer): string {
  try {
    return idText(fields(JSON.parse(body.toString('utf8')))['id'])
  } catch (error) {
    // an answer without a body is an answer
    if (error instanceof SyntaxError) return ''
    throw error
  }
}
