import type { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { change, type Tx } from '../../lib/mongo.js'
import { system } from '../actor.js'
import type { NewEvent } from '../events.js'
import { Message, type DeliveryState, type MessageRecord } from '../messages/message.js'
import { writeTicket } from '../tickets/write.js'
import { Chat } from './chat.js'

/** So many receipts share a change; the rest follows in the next. */
const together = 100

/** What a receipt may change: it only ever rises. */
const below: Record<'delivered' | 'read', DeliveryState[]> = {
  delivered: ['queued', 'sending', 'sent'],
  read: ['queued', 'sending', 'sent', 'delivered'],
}

/**
 * The visitor has read up to a sequence number: replies up to there are read, and none of them is due for mail.
 * Told twice or out of order it changes nothing.
 */
export async function visitorRead(visitor: string, ticket: Types.ObjectId, seq: number): Promise<void> {
  await receive(ticket, seq, 'read')
  await Chat.updateOne({ _id: visitor, ticket }, { $max: { seenSeq: seq }, $set: { lastSeenAt: now() } })
  const unread = await Message.exists({ ticket, seq: { $gt: seq }, kind: 'reply', channel: 'chat' })
  if (!unread) await Chat.updateOne({ _id: visitor, ticket }, { $set: { mailDueAt: null } })
}

/** Replies up to a sequence number are on the visitor's screen, or were. */
export async function visitorGot(ticket: Types.ObjectId, seq: number): Promise<void> {
  await receive(ticket, seq, 'delivered')
}

/** Agents have looked at the ticket up to a sequence number. @returns whether that was news */
export async function agentsRead(ticket: Types.ObjectId, seq: number): Promise<boolean> {
  const marked = await Chat.updateMany({ ticket, agentSeq: { $lt: seq } }, { $set: { agentSeq: seq } })
  return marked.modifiedCount > 0
}

async function receive(ticket: Types.ObjectId, seq: number, state: 'delivered' | 'read'): Promise<void> {
  const waiting = {
    ticket,
    seq: { $lte: seq },
    kind: 'reply' as const,
    channel: 'chat' as const,
    'delivery.state': { $in: below[state] },
  }
  for (;;) {
    const found = await Message.find(waiting, { _id: 1 }).sort({ seq: -1 }).limit(together).lean<Pick<MessageRecord, '_id'>[]>()
    if (found.length === 0) return
    await change((tx) => mark(ticket, found.map(({ _id }) => _id), state, tx))
    if (found.length < together) return
  }
} // prettier-ignore

async function mark(ticket: Types.ObjectId, ids: Types.ObjectId[], state: 'delivered' | 'read', tx: Tx): Promise<void> {
  const filter = { _id: { $in: ids }, 'delivery.state': { $in: below[state] } }
  // Another process may have marked some since.
  const changed = await Message.find(filter, { _id: 1 }).session(tx).lean<Pick<MessageRecord, '_id'>[]>()
  if (changed.length === 0) return
  await Message.updateMany(filter, { $set: { 'delivery.state': state, 'delivery.at': now() } }, { session: tx })
  const events = changed.map(({ _id }): NewEvent => ({
    name: 'delivery.changed',
    data: { messageId: _id.toHexString(), state, reason: null },
  }))
  await writeTicket(ticket, undefined, {}, events, system, tx)
} // prettier-ignore
