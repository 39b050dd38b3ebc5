import type { ChannelAccount, InboundMessage, NormalisedEvent, StoredRaw } from '../../channel.js'
import { ownAddress, sendersOf, withoutPrefix, type Prefix } from './addresses.js'
import { paramsOf, valueOf, type Params } from './form.js'
import { filesOf } from './media.js'
import { consentIn } from './opt-out.js'
import { receiptOf } from './receipts.js'
import { readableText } from './text.js'

/**
 * One Twilio webhook to events: a message (and what it says of consent), or what became of one of ours. Total: what is
 * neither becomes `ignored` with a reason.
 */
export function normaliseTwilio(raw: StoredRaw, account: ChannelAccount): NormalisedEvent[] {
  const params = paramsOf(raw.bytes)
  if (!params) return [{ kind: 'ignored', reason: 'not_a_webhook' }]
  return receiptOf(params, raw) ?? messageOf(params, raw, account)
}

function messageOf(params: Params, raw: StoredRaw, account: ChannelAccount): NormalisedEvent[] {
  const externalId = valueOf(params, 'MessageSid', 'SmsSid', 'SmsMessageSid')
  const from = valueOf(params, 'From')
  if (externalId === '' || from === '') return [{ kind: 'ignored', reason: 'not_a_message' }]
  // Two numbers of ours that answer each other would never stop.
  if (ownAddress(account, from)) return [{ kind: 'ignored', reason: 'own_number' }]
  const to = withoutPrefix(valueOf(params, 'To'))
  const sender = sendersIn(params, account, to)
  const recipient = recipientIn(to, account)
  if (!sender[0]) return [{ kind: 'ignored', reason: 'sender_unreadable' }]
  const text = readableText(valueOf(params, 'Body', 'ButtonText'))
  const message: InboundMessage = {
    ...plainMessage(params, account, raw),
    externalId,
    sender,
    text,
    fullText: text,
    ...(recipient ? { recipient } : {}),
  }
  const consent = consentIn(params, text)
  if (!consent) return [message]
  return [message, { ...consent, who: sender[0], ...(recipient ? { recipient } : {}) }]
}

/** A number that no account lists (another one of the messaging service) leaves the message with this account. */
function recipientIn(to: string, account: ChannelAccount): string {
  return account.addresses.length === 0 ? to : (ownAddress(account, to) ?? '')
}

function sendersIn(params: Params, account: ChannelAccount, to: string): InboundMessage['sender'] {
  const prefix: Prefix = account.channel === 'whatsapp' ? 'whatsapp:' : ''
  const ids = {
    from: valueOf(params, 'From'),
    waId: prefix ? valueOf(params, 'WaId') : '',
    externalUserId: valueOf(params, 'ExternalUserId'),
  }
  return sendersOf(ids, prefix, to || withoutPrefix(account.addresses[0] ?? ''))
}

function plainMessage(
  params: Params,
  account: ChannelAccount,
  raw: StoredRaw,
): Omit<InboundMessage, 'externalId' | 'sender' | 'text' | 'fullText'> {
  const answered = valueOf(params, 'OriginalRepliedMessageSid')
  const location = locationOf(params)
  return {
    kind: 'message',
    channel: account.channel,
    senderName: valueOf(params, 'ProfileName').trim().slice(0, 200),
    audience: 'private',
    direction: 'in',
    subject: '',
    attachments: filesOf(params),
    ...(answered ? { inReplyTo: answered } : {}),
    references: [],
    // Twilio does not tell when it was written.
    sentAt: null,
    receivedAt: raw.receivedAt,
    ...(location ? { location } : {}),
  }
}

function locationOf(params: Params): InboundMessage['location'] | null {
  const [lat, lon] = [valueOf(params, 'Latitude'), valueOf(params, 'Longitude')]
  if (lat === '' || lon === '' || !(Math.abs(Number(lat)) <= 90) || !(Math.abs(Number(lon)) <= 180))
    return null
  const label = valueOf(params, 'Label', 'Address').trim().slice(0, 300)
  return { lat: Number(lat), lon: Number(lon), ...(label ? { label } : {}) }
}
