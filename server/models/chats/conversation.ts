import { Types } from 'mongoose'
import { eventsAfter } from '../events.js'
import type { EventName } from '../event-types.js'
import { findByIdentity, type CustomerRecord } from '../customers/index.js'
import { byIds } from '../messages/find.js'
import { Message, type MessageRecord } from '../messages/message.js'
import { Ticket, type TicketRecord } from '../tickets/ticket.js'
import { Chat, type ChatRecord } from './chat.js'

/** A visitor who reads, and the ticket they may read of. */
export interface Reader {
  chat: ChatRecord
  /** Whom the intake took the visitor for; null before their first message is stored. */
  customer: CustomerRecord | null
  ticket: TicketRecord
}

const page = 50
const mostMissed = 200

/** Events after which a visitor's screen shows another message or another text. */
export const shownEvents: ReadonlySet<EventName> = new Set<EventName>([
  'message.received', 'reply.written', 'message.automatic', 'reply.echoed',
  'reply.retracted', 'message.edited', 'message.deleted', 'message.media_changed',
]) // prettier-ignore

/** The person behind a visitor, following merges; null before the first message is stored. */
export async function customerOf(visitor: string, site: string): Promise<CustomerRecord | null> {
  return findByIdentity([{ type: 'visitor', scope: site, value: visitor, proof: 'signed' }])
}

/** Where the visitor's talk stands: the ticket that their last stored message is in, or null before there is one. */
export async function readerOf(chat: ChatRecord, site: string): Promise<Reader | null> {
  const [said, customer] = await Promise.all([lastStored(chat), customerOf(chat._id, site)])
  const id = said?.ticket ?? chat.ticket
  const ticket = id && (await mergedTarget(id))
  if (!ticket) return null
  return { chat: await goOnIn(chat, ticket._id), customer, ticket }
}

/** Remembers which ticket the talk is in now; what was read in another one says nothing of it. */
export async function goOnIn(chat: ChatRecord, ticket: Types.ObjectId): Promise<ChatRecord> {
  if (chat.ticket?.equals(ticket)) return chat
  const set = { ticket, seenSeq: 0, agentSeq: 0 }
  await Chat.updateOne({ _id: chat._id, ticket: chat.ticket }, { $set: set })
  return { ...chat, ...set }
}

/**
 * Whether a visitor may read a message of their ticket: what is said between them and the shop. Never a note or a call;
 * never the words of others who take part; where the ticket is somebody else's (an agent joined two), only the chat.
 */
export function isVisible(message: MessageRecord, { customer, ticket, chat }: Reader): boolean {
  if (message.kind === 'note' || message.call) return false
  const owns = customer !== null && ticket.customer?.equals(customer._id) === true
  if (message.kind !== 'in') return owns || message.channel === 'chat'
  if (message.externalId?.startsWith(`${chat._id}:`)) return true
  if (message.author.kind === 'bot') return message.channel === 'chat'
  if (message.stranger) return isTheirs(message, customer, chat)
  return owns && message.author.kind === 'customer'
}

/** One page of what the visitor may read, in order, before a sequence number or the latest. */
export async function historyOf(
  reader: Reader,
  before?: number,
): Promise<{ messages: MessageRecord[]; more: boolean }> {
  const seq = before === undefined ? {} : { seq: { $lt: before } }
  const latest = await Message.find({ ticket: reader.ticket._id, ...seq, kind: { $in: ['in', 'reply', 'auto'] } })
    .sort({ seq: -1 })
    .limit(page + 1)
    .lean<MessageRecord[]>()
  const messages = latest.slice(0, page).reverse().filter((message) => isVisible(message, reader))
  return { messages, more: latest.length > page }
} // prettier-ignore

/** Messages that are new or changed since a sequence number, in order; null when it is too much to tell. */
export async function missedBy(reader: Reader, after: number): Promise<MessageRecord[] | null> {
  const events = await eventsAfter(reader.ticket._id, after, mostMissed + 1)
  if (events.length > mostMissed || events.some(({ name }) => name === 'message.moved')) return null
  const ids = events.flatMap((event) =>
    shownEvents.has(event.name) && 'messageId' in event.data ? [event.data.messageId] : [],
  )
  const found = await byIds([...new Set(ids)].map((one) => new Types.ObjectId(one)))
  return found.filter((message) => isHere(message, reader)).sort((a, b) => a.seq - b.seq)
}

function isHere(message: MessageRecord, reader: Reader): boolean {
  return message.ticket.equals(reader.ticket._id) && isVisible(message, reader)
}

function isTheirs({ author, authorAddress }: MessageRecord, customer: CustomerRecord | null, chat: ChatRecord): boolean {
  if (customer !== null && author.id === customer._id.toHexString()) return true
  const own = [chat.email?.value, ...(customer?.claims ?? []).map(({ value }) => value)]
  return authorAddress !== undefined && own.includes(authorAddress)
} // prettier-ignore

async function lastStored({
  account,
  lastMessage,
}: ChatRecord): Promise<Pick<MessageRecord, 'ticket'> | null> {
  if (lastMessage === null) return null
  return Message.findOne({ channel: 'chat', account, externalId: lastMessage }, { ticket: 1 }).lean<
    Pick<MessageRecord, 'ticket'>
  >()
}

async function mergedTarget(id: Types.ObjectId): Promise<TicketRecord | null> {
  let ticket = await Ticket.findById(id).lean<TicketRecord>()
  // A chain of merges is short; the bound keeps a damaged one from turning in circles.
  for (let step = 0; ticket?.mergedInto && step < 10; step++)
    ticket = await Ticket.findById(ticket.mergedInto).lean<TicketRecord>()
  return ticket
}
