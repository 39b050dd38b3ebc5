import { lowerAscii } from '../../../server/lib/fold.js'
import type { NormalisedEvent, ReceiptItem, StoredRaw } from '../../channel.js'
import { classOfTwilioCode } from './errors.js'
import { valueOf, type Params } from './form.js'

/** Twilio's statuses of an outgoing message (twilio_api_v2010: message_enum_status) that tell something new. */
const states: Readonly<Record<string, ReceiptItem['state']>> = {
  sent: 'sent',
  // of several recipients or parts some have it
  partially_delivered: 'sent',
  delivered: 'delivered',
  read: 'read',
  failed: 'failed',
  undelivered: 'failed',
  canceled: 'failed',
}

/** What a status callback says of a message of ours; null when the webhook is none. */
export function receiptOf(params: Params, raw: StoredRaw): NormalisedEvent[] | null {
  const status = lowerAscii(valueOf(params, 'MessageStatus', 'SmsStatus'))
  if (status === '' || status === 'received' || status === 'receiving') return null
  const state = Object.hasOwn(states, status) ? states[status] : undefined
  if (!state) return [{ kind: 'ignored', reason: `status_${status.replace(/\W/g, '').slice(0, 40)}` }]
  const externalId = valueOf(params, 'MessageSid', 'SmsSid', 'SmsMessageSid')
  const reference = referenceOf(raw)
  if (!externalId && !reference) return [{ kind: 'ignored', reason: 'receipt_of_nothing' }]
  const item: ReceiptItem = {
    ...(externalId ? { externalId } : {}),
    ...(reference ? { reference } : {}),
    state,
    ...(state === 'failed' ? reasonOf(params, status) : {}),
  }
  return [{ kind: 'receipt', items: [item] }]
}

function reasonOf(params: Params, status: string): Pick<ReceiptItem, 'code' | 'detail' | 'class'> {
  const detail = valueOf(params, 'ErrorMessage').slice(0, 300)
  const code = valueOf(params, 'ErrorCode') || status
  const kind = classOfTwilioCode(code)
  return { code, ...(detail ? { detail } : {}), ...(kind ? { class: kind } : {}) }
}

/** Our reference, which the callback's URL carries; the door keeps the query as JSON. */
function referenceOf(raw: StoredRaw): string {
  let query: unknown
  try {
    query = JSON.parse(raw.transport['query'] ?? '{}')
  } catch {
    return ''
  }
  const reference = (query as { reference?: unknown } | null)?.reference
  return typeof reference === 'string' ? reference.slice(0, 300) : ''
}
