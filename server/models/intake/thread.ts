import type { Types } from 'mongoose'
import { days, now } from '../../lib/clock.js'
import type { Secrets } from '../../lib/secrets.js'
import type { Tx } from '../../lib/mongo.js'
import { identitiesOf } from '../customers/index.js'
import { Message, type MessageRecord } from '../messages/message.js'
import { isReplyToken, tokenNumber } from '../tickets/reply-token.js'
import { Ticket, type TicketRecord } from '../tickets/ticket.js'
import type { IdentityRef } from './message-shapes.js'

/** What a message says about where it belongs, strongest first. */
export interface ThreadKeys {
  /** Tokens found in the addresses it was sent to. */
  replyTokens: string[]
  /** Message-IDs it answers, nearest first. */
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
}

/**
 * Finds the conversation of a message: our signed reply address, then the mails it answers, then the number in its
 * subject when the sender takes part already. Subject text alone never joins anything, and nothing joins the thread of
 * another account (a message from there starts its own).
 */
export async function thread(
  keys: ThreadKeys,
  sender: readonly IdentityRef[],
  account: Types.ObjectId,
  secrets: Secrets,
  tx: Tx,
): Promise<Thread> {
  const found =
    (await byToken(keys.replyTokens, secrets, tx)) ??
    (await byAnswered(keys.answers, account, tx)) ??
    (await bySubject(keys.subjectNumber, sender, account, tx))
  const ticket = found && (await mergedTarget(found, tx))
  if (!ticket) return { ticket: null, follows: null }
  return mayJoin(ticket) ? { ticket, follows: null } : { ticket: null, follows: ticket }
}

function mayJoin(ticket: TicketRecord): boolean {
  if (ticket.status === 'closed') return false
  if (ticket.status !== 'resolved') return true
  return now().getTime() - (ticket.resolvedAt ?? ticket.updatedAt).getTime() <= reopenWithin
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
  messageIds: string[],
  account: Types.ObjectId,
  tx: Tx,
): Promise<TicketRecord | null> {
  for (const messageId of messageIds.slice(0, 30)) {
    const answered = await Message.findOne({ 'email.messageId': messageId, account }, { ticket: 1 })
      .session(tx)
      .lean<MessageRecord>()
    if (answered) return Ticket.findById(answered.ticket).session(tx).lean<TicketRecord>()
  }
  return null
}

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
