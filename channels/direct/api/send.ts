import type { ChannelAccount, ChannelTools, DeliveryResult, OutboundMessage } from '../../channel.js'
import { text } from '../../social/loose.js'
import { callTimeout, unanswered } from '../../social/reaching.js'
import { judged } from '../../social/review/send.js'
import { hmacSha256 } from '../../social/signed.js'
import { signatureHeader } from '../signed-requests.js'

/**
 * Posts an answer to the account's `replyUrl` as `{ reference, customer, thread?, text }`, signed as deliveries to us
 * are; `reference` is the same for every attempt, so that the far end can take it once.
 */
export async function sendToApi(
  message: OutboundMessage,
  account: ChannelAccount,
  signal: AbortSignal,
  tools: ChannelTools,
): Promise<DeliveryResult> {
  if (signal.aborted) return { ok: false, class: 'retry', code: 'aborted' }
  const [url, secret] = [text(account.settings['replyUrl']).trim(), account.secrets['inboundSecret']]
  if (url === '') return { ok: false, class: 'config', code: 'api_no_reply_url' }
  if (!secret) return { ok: false, class: 'config', code: 'no_inbound_secret' }
  const customer = message.to[0]?.address
  if (customer === undefined) return { ok: false, class: 'permanent', code: 'no_recipient' }
  const { reference, text: said, thread } = message
  const body = JSON.stringify({
    reference,
    customer,
    ...(thread === undefined ? {} : { thread }),
    text: said,
  })
  const headers = { 'content-type': 'application/json', [signatureHeader]: hmacSha256(secret, body, 'hex') }
  try {
    const request = { method: 'POST', headers, body, timeoutMs: callTimeout, redirects: 0, signal } as const
    return judged(await tools.fetch(url, request), reference)
  } catch (error) {
    return unanswered(error)
  }
}
