import { lowerAscii } from '../../../server/lib/fold.js'
import { toE164 } from '../../../server/lib/phone.js'
import type { Asked, ChannelAccount, IdentityRef, InboundAttachment, InboundMessage, NormalisedEvent, Remedy, StoredRaw } from '../../channel.js' // prettier-ignore
import { remedyKeys } from '../../remedies.js'
import { fields, idText, list, readJson, text, type Loose } from '../../social/loose.js'
import { isFileUrl } from '../files.js'
import { timeOf } from '../timestamps.js'

/** More messages than a program sends at once. */
const mostMessages = 200
const mostFiles = 20

/**
 * A message of one of the shop's own systems, a list of them or `{ "messages": […] }`:
 * `{ id, customer: { id?, email?, phone?, verified?, name? }, text, subject?, thread?, direction?: in|out, at?, order?,
 * category?, remedy?, attachments?: [{ name, url, type? }] }`. One that is no message is ignored with its reason and
 * holds up no other.
 * @throws ChannelRejected('payload_unreadable') for what is no JSON
 */
export function normaliseApi(raw: StoredRaw, account: ChannelAccount): NormalisedEvent[] {
  return rowsOf(readJson(raw.bytes)).flatMap((row, index): NormalisedEvent[] => {
    if (index >= mostMessages) return index > mostMessages ? [] : [{ kind: 'ignored', reason: 'too_many_messages' }]
    return [eventOf(fields(row), raw, account)]
  })
} // prettier-ignore

/** The namespace of the shop's own customer ids: that of the chat on its pages where the account names it. */
export function scopeOf({ addresses, key }: ChannelAccount): string {
  return addresses[0] ?? key
}

function rowsOf(body: unknown): readonly unknown[] {
  if (Array.isArray(body)) return list(body)
  const messages = fields(body)['messages']
  return Array.isArray(messages) ? list(messages) : [body]
}

function eventOf(row: Loose, raw: StoredRaw, account: ChannelAccount): NormalisedEvent {
  const id = idText(row['id'], 150)
  if (id === '') return { kind: 'ignored', reason: 'message_without_id' }
  const customer = fields(row['customer'])
  const sender = identitiesOf(customer, account)
  if (sender.length === 0) return { kind: 'ignored', reason: 'message_without_customer' }
  const [said, attachments] = [text(row['text']), filesOf(row)]
  if (said.trim() === '' && attachments.length === 0) return { kind: 'ignored', reason: 'message_empty' }
  const [thread, asked] = [idText(row['thread'], 150), askedOf(row)]
  const message: InboundMessage = {
    kind: 'message',
    channel: 'api',
    externalId: id,
    ...(thread === '' ? {} : { externalThreadId: thread }),
    sender,
    senderName: text(customer['name']).trim().slice(0, 200),
    audience: 'private',
    direction: text(row['direction']) === 'out' ? 'echo' : 'in',
    subject: text(row['subject']),
    text: said,
    fullText: said,
    attachments,
    references: [],
    sentAt: timeOf(row['at']),
    receivedAt: raw.receivedAt,
    ...(asked ? { asked } : {}),
  }
  return message
}

/** The shop vouches for its own customer's id, and for an address or number only where it says that it has verified it. */
function identitiesOf(customer: Loose, account: ChannelAccount): IdentityRef[] {
  const [id, email] = [idText(customer['id'], 200), lowerAscii(text(customer['email']).trim())]
  const phone = toE164(idText(customer['phone'], 40))
  const proof = customer['verified'] === true ? 'signed' : 'none'
  return [
    ...(id === '' ? [] : [{ type: 'shop_user', scope: scopeOf(account), value: id, proof: 'signed' } as const]),
    ...(/^[^\s@<>]{1,64}@[^\s@<>]{1,250}$/.test(email) ? [{ type: 'email', scope: '', value: email, proof } as const] : []),
    ...(phone === null ? [] : [{ type: 'phone', scope: '', value: phone, proof } as const]),
  ]
} // prettier-ignore

function askedOf(row: Loose): Asked | null {
  const [order, category] = [idText(row['order'], 60), idText(row['category'], 64)]
  const remedy = remedyKeys.find((one): one is Remedy => one === row['remedy'])
  if (order === '' && category === '' && !remedy) return null
  return { ...(order ? { order } : {}), ...(category ? { category } : {}), ...(remedy ? { remedy } : {}), answers: [] }
} // prettier-ignore

function filesOf(row: Loose): InboundAttachment[] {
  return list(row['attachments']).slice(0, mostFiles).flatMap((given) => {
    const file = fields(given)
    const ref = text(file['url']).trim()
    if (!isFileUrl(ref)) return []
    const name = text(file['name']).trim() || new URL(ref).pathname.split('/').at(-1) || 'file'
    return [{ name: name.slice(0, 200), type: text(file['type']).trim() || 'application/octet-stream', size: 0, inline: false, ref }]
  })
} // prettier-ignore
