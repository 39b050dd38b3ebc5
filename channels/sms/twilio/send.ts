import type { ChannelAccount, ChannelTools, DeliveryResult, OutboundMessage } from '../../channel.js'
import { isReachable, ownAddress, withoutPrefix, withPrefix, type Prefix } from './addresses.js'
import { hasCredentials, webhookOf } from './checks.js'
import { twilioClient, type Heard } from './client.js'
import { classifyTwilioError } from './errors.js'

/** The longest body Twilio takes (error 21617). */
export const maxChars = 1_600

/** How long Twilio may take to answer, in milliseconds. */
export const sendTimeoutMs = 15_000

/**
 * Hands one message to Twilio (POST Messages.json), from the messaging service of the settings or from the message's
 * own sender. What became of it later comes back under our reference, by the status callback.
 */
export async function sendByTwilio(
  message: OutboundMessage,
  account: ChannelAccount,
  signal: AbortSignal,
  tools: ChannelTools,
  timeoutMs = sendTimeoutMs,
): Promise<DeliveryResult> {
  const prefix: Prefix = account.channel === 'whatsapp' ? 'whatsapp:' : ''
  const fault = faultOf(message, prefix) ?? configFaultOf(account, message)
  if (fault) return { ok: false, ...fault }
  if (signal.aborted) return { ok: false, class: 'retry', code: 'aborted' }
  const heard: Heard = {}
  try {
    const client = await twilioClient(account, { tools, signal, timeoutMs }, heard)
    const made = await client.messages.create({
      to: withPrefix(prefix, message.to[0]?.address ?? ''),
      ...senderOf(account, message, prefix),
      ...contentOf(message, account),
      statusCallback: callbackUrl(account, message.reference, tools),
    })
    if (typeof made.sid === 'string' && made.sid !== '')
      return { ok: true, externalIds: [made.sid], state: 'accepted' }
    return { ok: false, class: 'unknown', code: 'answer_without_sid' }
  } catch (error) {
    return classifyTwilioError(error, heard.retryAfter)
  }
}

type Fault = { class: 'permanent' | 'config'; code: string }

/** What can never be sent as it is; it is refused, nothing of it is left out in silence. */
function faultOf(message: OutboundMessage, prefix: Prefix): Fault | null {
  const code = (): string | null => {
    if (message.to.length !== 1 || message.cc.length > 0) return 'one_recipient_only'
    if (!isReachable(prefix, message.to[0]?.address ?? '')) return 'bad_address'
    if (message.attachments.length > 0) return 'attachments_not_taken'
    if (message.template) return null
    if (message.text.trim() === '') return 'text_empty'
    return message.text.length > maxChars ? 'text_too_long' : null
  }
  const found = code()
  return found === null ? null : { class: 'permanent', code: found }
}

function configFaultOf(account: ChannelAccount, message: OutboundMessage): Fault | null {
  const { apiUrl } = account.settings
  if (!hasCredentials(account)) return { class: 'config', code: 'credentials_missing' }
  if (typeof apiUrl === 'string' && apiUrl !== '' && !URL.canParse(apiUrl))
    return { class: 'config', code: 'api_url_invalid' }
  const from = messagingService(account) ?? fromOf(account, message)
  return from === null ? { class: 'config', code: 'no_sender' } : null
}

function senderOf(
  account: ChannelAccount,
  message: OutboundMessage,
  prefix: Prefix,
): { messagingServiceSid: string } | { from: string } {
  const service = messagingService(account)
  if (service !== null) return { messagingServiceSid: service }
  return { from: withPrefix(prefix, fromOf(account, message) ?? '') }
}

/** The address it was written from when that is ours, else the account's first. */
function fromOf(account: ChannelAccount, message: OutboundMessage): string | null {
  const own = ownAddress(account, message.from.address) ?? account.addresses[0]
  return own === undefined ? null : withoutPrefix(own)
}

function messagingService({ settings }: ChannelAccount): string | null {
  const sid = settings['messagingServiceSid']
  return typeof sid === 'string' && sid !== '' ? sid : null
}

/** A template stands alone: outside the window Twilio refuses its text given as a body (error 63016). */
function contentOf(
  { template, text }: OutboundMessage,
  { settings }: ChannelAccount,
): { contentSid: string; contentVariables: string } | { body: string; smartEncoded?: boolean } {
  if (template) return { contentSid: template.id, contentVariables: JSON.stringify(template.variables) }
  return { body: text, ...(settings['smartEncoding'] === true ? { smartEncoded: true } : {}) }
}

/** Carries our reference, so that a receipt finds its message even when the answer to sending got lost. */
function callbackUrl(account: ChannelAccount, reference: string, tools: ChannelTools): string {
  return `${webhookOf(account, tools)}?reference=${encodeURIComponent(reference)}`
}
