import type { Types } from 'mongoose'
import { days, now } from '../../lib/clock.js'
import type { Secrets } from '../../lib/secrets.js'
import type { Tx } from '../../lib/mongo.js'
import { identitiesOf } from '../customers/index.js'
import { Message, type MessageRecord } from '../messages/message.js'
import { Outbox, type OutboxRecord } from '../outbox/outbox.js'
import { isReplyToken, tokenNumber } from '../tickets/reply-token.js'
import { Ticket, type TicketRecord } from '../tickets/ticket.js'
import type { ChannelName, IdentityRef } from './message-shapes.js'
import { goesOnWith, type Continued, type Matter } from './same-matter.js'

/** What a message says about where it belongs, strongest first. */
export interface ThreadKeys {
  /** publicId of a ticket that the transport has proved (a status link, a chat session). */
  conversation: string | null
  /** Tokens found in the addresses it was sent to. */
  replyTokens: string[]
  /** Ids of the messages it answers, nearest first: Message-IDs, or the provider's own. */
  answers: string[]
  /** The ticket number in its subject, in our own form. */
  subjectNumber: number | null
}

/** How long an answered ticket opens again instead of leading to a new one. */
export const reopenWithin = days(14)

export interface Thread {
  /** The ticket to join, or null for a new one. */
  ticket: TicketRecord | null
  /** The finished ticket that a new one goes on from. */
  follows: TicketRecord | null
  /** Whether one of our own signed tokens led there. */
  byToken: boolean
}

/**
 * Finds the conversation that a message names: what the transport has proved, our signed reply address, then the
 * messages it answers, then the number in its subject when the sender takes part already. Subject text alone never joins
 * anything, and nothing joins the thread of another account (a message from there starts its own).
 */
export async function thread(
  keys: ThreadKeys,
  sender: readonly IdentityRef[],
  { channel, account }: { channel: ChannelName; account: Types.ObjectId },
  secrets: Secrets,
  tx: Tx,
): Promise<Thread> {
  const proved = (await byPublicId(keys.conversation, tx)) ?? (await byToken(keys.replyTokens, secrets, tx))
  const found =
    proved ??
    (await byAnswered(keys.answers, channel, account, tx)) ??
    (await bySubject(keys.subjectNumber, sender, account, tx))
  const ticket = found && (await mergedTarget(found, tx))
  if (!ticket) return { ticket: null, follows: null, byToken: false }
  const byOurToken = proved !== null
  return mayJoin(ticket)
    ? { ticket, follows: null, byToken: byOurToken }
    : { ticket: null, follows: ticket, byToken: byOurToken }
}

/** The ticket in which this person has commented on the same post before. */
export async function byPost(
  post: string,
  customer: Types.ObjectId,
  account: Types.ObjectId,
  tx: Tx,
): Promise<TicketRecord | null> {
  const said = await Message.findOne(
    { account, externalThread: post, 'author.id': customer.toHexString() },
    { ticket: 1 },
  )
    .sort({ _id: -1 })
    .session(tx)
    .lean<MessageRecord>()
  const ticket = said && (await Ticket.findById(said.ticket).session(tx).lean<TicketRecord>())
  const target = ticket && (await mergedTarget(ticket, tx))
  return target && mayJoin(target) ? target : null
}

/** The ticket of this person that a message goes on with though it names none. */
export async function continuedBy(
  customer: Types.ObjectId,
  matter: Matter,
  tx: Tx,
): Promise<Continued | null> {
  if (matter.isPublic) return null
  const recent = await Ticket.find({ customer, lastActivityAt: { $gte: new Date(now().getTime() - days(60)) } })
    .sort({ lastActivityAt: -1 })
    .limit(20)
    .session(tx)
    .lean<TicketRecord[]>()
  return goesOnWith(matter, recent.filter((ticket) => mayJoin(ticket) && !ticket.mergedInto && !ticket.spam))
} // prettier-ignore

function mayJoin(ticket: TicketRecord): boolean {
  if (ticket.status === 'closed') return false
  if (ticket.status !== 'resolved') return true
  return now().getTime() - (ticket.resolvedAt ?? ticket.updatedAt).getTime() <= reopenWithin
}

async function byPublicId(publicId: string | null, tx: Tx): Promise<TicketRecord | null> {
  return publicId === null ? null : Ticket.findOne({ publicId }).session(tx).lean<TicketRecord>()
}

async function byToken(tokens: string[], secrets: Secrets, tx: Tx): Promise<TicketRecord | null> {
  for (const token of tokens.slice(0, 5)) {
    const number = tokenNumber(token)
    if (number === null) continue
    const ticket = await Ticket.findOne({ number }).session(tx).lean<TicketRecord>()
    if (ticket && isReplyToken(token, ticket, secrets)) return ticket
  }
  return null
}

async function byAnswered(
  answers: string[],
  channel: ChannelName,
  account: Types.ObjectId,
  tx: Tx,
): Promise<TicketRecord | null> {
  for (const id of answers.slice(0, 30)) {
    const ticket = await ticketOfMessage(id, channel, account, tx)
    if (ticket) return Ticket.findById(ticket).session(tx).lean<TicketRecord>()
  }
  return null
}

/** The ticket of a message by its Message-ID, by the provider's id of it, or by that of an answer of ours. */
async function ticketOfMessage(id: string, channel: ChannelName, account: Types.ObjectId, tx: Tx): Promise<Types.ObjectId | null> {
  if (channel === 'email') {
    const mail = await Message.findOne({ 'email.messageId': id, account }, { ticket: 1 }).session(tx).lean<MessageRecord>()
    return mail?.ticket ?? null
  }
  const received = await Message.findOne({ channel, account, externalId: id }, { ticket: 1 }).session(tx).lean<MessageRecord>()
  if (received) return received.ticket
  const sent = await Outbox.findOne({ externalIds: id, account }, { ticket: 1 }).session(tx).lean<OutboxRecord>()
  return sent?.ticket ?? null
} // prettier-ignore

async function bySubject(
  number: number | null,
  sender: readonly IdentityRef[],
  account: Types.ObjectId,
  tx: Tx,
): Promise<TicketRecord | null> {
  if (number === null) return null
  const ticket = await Ticket.findOne({ number, account }).session(tx).lean<TicketRecord>()
  if (!ticket?.customer) return null
  const known = await identitiesOf(ticket.customer, tx)
  const takesPart = sender.some((ref) =>
    known.some((own) => own.type === ref.type && own.value === ref.value),
  )
  return takesPart ? ticket : null
}

async function mergedTarget(ticket: TicketRecord, tx: Tx): Promise<TicketRecord | null> {
  let target: TicketRecord | null = ticket
  for (let step = 0; target?.mergedInto && step < 10; step++) {
    target = await Ticket.findById(target.mergedInto).session(tx).lean<TicketRecord>()
  }
  return target
}
