import { after, minutes, now, nowMs } from '../../lib/clock.js'
import { change, isDuplicate, type Tx } from '../../lib/mongo.js'
import type { Secrets } from '../../lib/secrets.js'
import { system } from '../actor.js'
import { Message, type MessageRecord } from '../messages/message.js'
import { Ticket, type TicketRecord } from '../tickets/ticket.js'
import { writeTicket } from '../tickets/write.js'
import { Chat, type ChatRecord } from './chat.js'
import { addressOf, mailAccountFor, queueChatLetter, type ChatMail } from './letters.js'

/** One mail with unread replies goes out at most this often for a talk. */
export const mailEvery = minutes(15)

/** What goes out together. */
export interface Unread {
  chat: ChatRecord
  ticket: TicketRecord
  replies: MessageRecord[]
}

export interface Mailing {
  /** How long a reply may stay unread before it goes out by mail, in ms. */
  away: number
  /** Makes the mail; pure, because a change may run twice. */
  compose: (unread: Unread) => ChatMail
  secrets: Secrets
}

/**
 * A reply was written in a chat: plans when it goes out by mail, should it stay unread. Safe to run twice.
 * @param away see Mailing
 */
export async function planMail(reply: MessageRecord, away: number): Promise<void> {
  const chat = await latestChatIn(reply)
  if (!chat || reply.seq <= chat.seenSeq || reply.retraction) return
  const dueAt = dueOf(reply, chat, away)
  const later = { _id: chat._id, $or: [{ mailDueAt: null }, { mailDueAt: { $gt: dueAt } }] }
  await Chat.updateOne(later, { $set: { mailDueAt: dueAt, ticket: reply.ticket } })
}

/** Visitors with replies that may be due for mail, longest first. */
export async function dueChats(limit: number): Promise<Pick<ChatRecord, '_id' | 'account'>[]> {
  return Chat.find({ mailDueAt: { $lte: now() } }, { account: 1 })
    .sort({ mailDueAt: 1 })
    .limit(limit)
    .lean<Pick<ChatRecord, '_id' | 'account'>[]>()
}

/**
 * Mails a visitor all replies that they have not read, when one of them has waited long enough: one mail, one event and
 * a mark on each reply in one change, at most one in 15 minutes. Safe to run twice and in several processes.
 * @returns how many replies went out
 */
export async function mailUnread(visitor: string, mailing: Mailing): Promise<number> {
  try {
    return await change((tx) => mailOnce(visitor, mailing, tx))
  } catch (error) {
    if (isDuplicate(error, 'cause')) return 0
    throw error
  }
}

async function mailOnce(visitor: string, mailing: Mailing, tx: Tx): Promise<number> {
  const chat = await Chat.findById(visitor).session(tx).lean<ChatRecord>()
  if (!chat?.mailDueAt || chat.mailDueAt > now() || !chat.ticket) return 0
  const replies = await unreadOf(chat, tx)
  const next = nextDue(chat, replies, mailing.away)
  if (next === null || next > now()) {
    await plan(chat, next, tx)
    return 0
  }
  return send(chat, replies, mailing, tx)
}

async function send(chat: ChatRecord, replies: MessageRecord[], { compose, secrets }: Mailing, tx: Tx): Promise<number> {
  const ticket = await Ticket.findById(chat.ticket).session(tx).lean<TicketRecord>()
  const address = ticket && (await addressOf(chat, ticket, tx))
  const account = ticket && (await mailAccountFor(ticket, tx))
  const last = replies.at(-1)
  if (!ticket || !address || !account || !last) {
    // Nowhere to write to: should an address become known, the next reply plans anew.
    await plan(chat, null, tx)
    return 0
  }
  const cause = `chat-mail:${chat._id}:${last._id.toHexString()}`
  const mail = compose({ chat, ticket, replies })
  const reference = await queueChatLetter({ chat, ticket, address, mail, cause, message: null }, account, secrets, tx)
  await Message.updateMany({ _id: { $in: replies.map(({ _id }) => _id) } }, { $set: { mailedAt: now() } }, { session: tx })
  const event = { name: 'chat.mailed', data: { count: replies.length } } as const
  await writeTicket(ticket._id, undefined, {}, [event], system, tx)
  const set = { mailedAt: now(), mailReference: reference, mailDueAt: null }
  await Chat.updateOne({ _id: chat._id }, { $set: set }, { session: tx })
  return replies.length
} // prettier-ignore

async function plan(chat: ChatRecord, mailDueAt: Date | null, tx: Tx): Promise<void> {
  await Chat.updateOne({ _id: chat._id }, { $set: { mailDueAt } }, { session: tx })
}

async function unreadOf(chat: ChatRecord, tx: Tx): Promise<MessageRecord[]> {
  return Message.find({
    ticket: chat.ticket,
    seq: { $gt: chat.seenSeq },
    kind: 'reply',
    channel: 'chat',
    'delivery.state': { $ne: 'read' },
    mailedAt: null,
    retraction: null,
    deletion: null,
  })
    .sort({ seq: 1 })
    .limit(50)
    .session(tx)
    .lean<MessageRecord[]>()
}

/** When these may go out: when the first has waited, but not sooner after the last mail than often. */
function nextDue(chat: ChatRecord, replies: MessageRecord[], away: number): Date | null {
  if (replies.length === 0) return null
  const ripe = Math.min(...replies.map((reply) => dueOf(reply, chat, away).getTime()))
  const rested = chat.mailedAt ? chat.mailedAt.getTime() + mailEvery : 0
  return new Date(Math.max(ripe, rested))
}

/** Who was gone for that long before the reply came, and has no window open that it came to, waits for nothing. */
function dueOf({ at, delivery }: MessageRecord, { lastSeenAt }: ChatRecord, away: number): Date {
  const isGone = delivery?.state === 'sent' && nowMs() - lastSeenAt.getTime() >= away
  return isGone ? now() : after(away, at)
}

/** The talk a reply belongs to: that of whoever wrote last in the chat. */
async function latestChatIn({ ticket }: MessageRecord): Promise<ChatRecord | null> {
  const said = await Message.findOne({
    ticket,
    kind: 'in',
    channel: 'chat',
    'authorIdentity.type': 'visitor',
  })
    .sort({ seq: -1 })
    .lean<MessageRecord>()
  const visitor = said?.authorIdentity?.value
  return visitor === undefined ? null : Chat.findById(visitor).lean<ChatRecord>()
}
