import { Types } from 'mongoose'
import { visitorMessage, type ChatEnvelope } from '../../../channels/chat/envelope.js'
import { chatTransport, externalIdOf } from '../../../channels/chat/normalise.js'
import { now } from '../../lib/clock.js'
import { Invalid } from '../../lib/errors.js'
import { lowerAscii } from '../../lib/fold.js'
import { toE164 } from '../../lib/phone.js'
import { Attachment, type AttachmentRecord } from '../../models/attachments/attachment.js'
import * as chats from '../../models/chats/index.js'
import type { ChatRecord, Contact, VisitFacts } from '../../models/chats/index.js'
import { accept, Inbound } from '../../models/intake/index.js'
import type { Web } from '../web.js'
import { chatDeskOf } from './desk.js'
import { readerOfVisitor, statusOf, type Visitor } from './visitors.js'
import type { z } from 'zod'

type Said = z.output<typeof visitorMessage>

/**
 * Takes what a visitor says in for good and hints at it; the same clientId twice is one message. It is durable when this
 * resolves.
 * @throws Invalid('invalid_input' | 'message_empty' | 'phone_invalid' | 'email_needed' | 'attachment_not_usable'), Refused 429
 */
export async function takeMessage(input: unknown, visitor: Visitor, ip: string, web: Web): Promise<{ clientId: string }> {
  const parsed = visitorMessage.safeParse(input)
  if (!parsed.success) throw new Invalid('invalid_input')
  const said = parsed.data
  await chatDeskOf(web).limits.take('message', ip, visitor.id)
  if (said.text.trim() === '' && said.attachments.length === 0) throw new Invalid('message_empty')
  if (await isTaken(said, visitor)) return { clientId: said.clientId }
  const envelope = await envelopeOf(said, visitor, web)
  await remember(envelope, visitor)
  const bytes = Buffer.from(JSON.stringify(envelope))
  const transport = { via: chatTransport, remoteAddress: ip }
  const deliveryKey = externalIdOf(envelope)
  const { id, duplicate } = await accept({ bytes, transport, deliveryKey }, visitor.site.account, web.blobs)
  const inboundId = id.toHexString()
  // Durable by now: a sweep finds what no hint reached.
  if (!duplicate) void web.enqueue('receive-message', { inboundId }, { id: `receive-message:${inboundId}:0` })
  return { clientId: said.clientId }
} // prettier-ignore

/** Sent again because the answer was lost: its files are in use by then, by itself. */
async function isTaken({ clientId }: Said, { id, site }: Visitor): Promise<boolean> {
  const key = externalIdOf({ visitor: id, clientId })
  return (await Inbound.exists({ channel: 'chat', account: site.account._id, key })) !== null
}

async function envelopeOf(said: Said, visitor: Visitor, web: Web): Promise<ChatEnvelope> {
  const { clientId, text, asked, contact } = said
  const { id, site, chat } = visitor
  const status = await statusOf(site, web)
  const email = contactOf(chat?.email ?? null, contact?.email ? lowerAscii(contact.email.trim()) : null)
  if (!status.open && email === null) throw new Invalid('email_needed')
  const [attachments, reader] = await Promise.all([filesOf(said, id), readerOfVisitor(visitor)])
  return {
    visitor: id,
    clientId,
    text,
    attachments,
    ...(asked ? { asked } : {}),
    name: chat?.name || (contact?.name ?? ''),
    shopUser: chat?.shopUser ?? null,
    email,
    phone: contactOf(chat?.phone ?? null, phoneOf(contact?.phone)),
    consent: contact?.consent === true,
    conversation: reader?.ticket.publicId ?? null,
    offline: !status.open || (status.agents === 0 && contact?.email !== undefined),
    at: now().toISOString(),
  }
}

/** What the shop signed stands; else what was typed last. */
function contactOf(known: Contact | null, typed: string | null): Contact | null {
  if (known?.proof === 'signed') return known
  return typed === null ? known : { value: typed, proof: 'none' }
}

function phoneOf(typed: string | undefined): string | null {
  if (!typed) return null
  const number = toE164(typed)
  if (number === null) throw new Invalid('phone_invalid')
  return number
}

/** Only what this visitor uploaded and has not used yet. */
async function filesOf({ attachments }: Said, visitor: string): Promise<ChatEnvelope['attachments']> {
  if (attachments.length === 0) return []
  const ids = attachments.map((one) => new Types.ObjectId(one))
  const own = { 'by.kind': 'visitor' as const, 'by.id': visitor, message: null }
  const found = await Attachment.find({ _id: { $in: ids }, ...own }).lean<AttachmentRecord[]>()
  return attachments.map((one) => {
    const file = found.find(({ _id }) => _id.toHexString() === one)
    if (!file) throw new Invalid('attachment_not_usable', { id: one })
    return { upload: one, name: file.name, type: file.type, size: file.size }
  })
}

/** Before the message itself, so that its talk can be found again from the moment it is durable. */
async function remember(envelope: ChatEnvelope, { site, chat }: Visitor): Promise<ChatRecord> {
  const lastMessage = externalIdOf(envelope)
  const { name, email, phone, offline } = envelope
  const facts: VisitFacts = {
    name,
    ...(email ? { email } : {}),
    ...(phone ? { phone } : {}),
    lastMessage,
    ...(offline ? { offline: lastMessage } : {}),
  }
  return chats.note(envelope.visitor, site.account._id, facts, chat?.locale ?? site.account.locale)
}
