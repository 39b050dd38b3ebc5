import { ChannelRejected, ChannelUnavailable, Forbidden } from '../../../server/lib/errors.js'
import { lowerAscii } from '../../../server/lib/fold.js'
import type { FetchAnswer } from '../../../server/lib/safe-fetch/index.js'
import type { ChannelAccount, ChannelTools, OpenedAttachment } from '../../channel.js'
import { apiOrigin } from './client.js'

/** WhatsApp's largest file (twilio.com/docs/whatsapp/guidance-whatsapp-media-messages); MMS has 5 MB. */
const maxBytes = 16 * 1024 * 1024

/**
 * Fetches a file of a message. The account's credentials go to Twilio only (its media asks for them), to any other host
 * the request goes without.
 * @throws ChannelRejected('media_gone' | 'media_refused' | 'response_too_large'), ChannelUnavailable('media_unavailable')
 */
export async function openTwilioMedia(
  ref: string,
  account: ChannelAccount,
  signal: AbortSignal,
  tools: ChannelTools,
): Promise<OpenedAttachment> {
  const answer = await ask(ref, account, signal, tools)
  if (answer.status === 200)
    return {
      type: answer.headers['content-type']?.split(';')[0]?.trim() || 'application/octet-stream',
      content: answer.body,
    }
  const details = { provider: answer.status }
  if (answer.status === 404 || answer.status === 410) throw new ChannelRejected('media_gone', details)
  // 401: the token was changed at Twilio and not here yet
  if (answer.status >= 500 || [401, 408, 425, 429].includes(answer.status))
    throw new ChannelUnavailable('media_unavailable', details)
  throw new ChannelRejected('media_refused', details)
}

async function ask(
  ref: string,
  account: ChannelAccount,
  signal: AbortSignal,
  tools: ChannelTools,
): Promise<FetchAnswer> {
  const { accountSid = '', authToken = '' } = account.secrets
  const basic = Buffer.from(`${accountSid}:${authToken}`).toString('base64')
  const headers = mayHaveCredentials(ref, account) ? { authorization: `Basic ${basic}` } : {}
  try {
    return await tools.fetch(ref, { headers, maxBytes, timeoutMs: 30_000, signal })
  } catch (error) {
    // The guard's word is final: the same address will not be let through another time.
    if (error instanceof Forbidden) throw new ChannelRejected('media_refused', { why: error.code }, { cause: error })
    throw error
  }
} // prettier-ignore

/** Exactly Twilio's hosts over TLS, or the origin that the settings put in their place. */
function mayHaveCredentials(ref: string, account: ChannelAccount): boolean {
  if (!URL.canParse(ref)) return false
  const url = new URL(ref)
  if (url.origin === apiOrigin(account)) return true
  const host = lowerAscii(url.hostname)
  return url.protocol === 'https:' && url.port === '' && (host === 'twilio.com' || host.endsWith('.twilio.com'))
} // prettier-ignore
