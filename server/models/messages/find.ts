import type { Types } from 'mongoose'
import { NotFound } from '../../lib/errors.js'
import { Body, type BodyRecord } from './body.js'
import { Message, type MessageRecord } from './message.js'

/** A thread in order; `before` pages backwards from a sequence number. At most 200 at a time. */
export async function threadOf(
  ticket: Types.ObjectId,
  options: { before?: number; limit?: number } = {},
): Promise<MessageRecord[]> {
  const page = options.before === undefined ? {} : { seq: { $lt: options.before } }
  const latest = await Message.find({ ticket, ...page })
    .sort({ seq: -1 })
    .limit(Math.min(options.limit ?? 100, 200))
    .lean<MessageRecord[]>()
  return latest.reverse()
}

/** Messages of a ticket after a sequence number, in order. */
export async function messagesAfter(ticket: Types.ObjectId, seq: number, limit = 100): Promise<MessageRecord[]> {
  return Message.find({ ticket, seq: { $gt: seq } }).sort({ seq: 1 }).limit(limit).lean<MessageRecord[]>()
} // prettier-ignore

/** What the customer or another agent has said since: the messages an answer must take into account. */
export async function newerThan(ticket: Types.ObjectId, seq: number): Promise<MessageRecord[]> {
  return Message.find({
    ticket,
    seq: { $gt: seq },
    kind: { $in: ['in', 'reply'] },
    retraction: { $exists: false },
  })
    .sort({ seq: 1 })
    .limit(20)
    .lean<MessageRecord[]>()
}

export async function messageByClientId(
  ticket: Types.ObjectId,
  clientId: string,
): Promise<MessageRecord | null> {
  return Message.findOne({ ticket, clientId }).lean<MessageRecord>()
}

/** The latest message from the customer's side, which an answer answers. */
export async function lastInbound(ticket: Types.ObjectId): Promise<MessageRecord | null> {
  return Message.findOne({ ticket, kind: 'in' }).sort({ seq: -1 }).lean<MessageRecord>()
}

/** Messages by their ids, those that are there (at most 500). */
export async function byIds(ids: readonly Types.ObjectId[]): Promise<MessageRecord[]> {
  if (ids.length === 0) return []
  return Message.find({ _id: { $in: ids.slice(0, 500) } }).lean<MessageRecord[]>()
}

/** @throws NotFound('message_not_found') */
export async function messageById(id: Types.ObjectId): Promise<MessageRecord> {
  const message = await Message.findById(id).lean<MessageRecord>()
  if (!message) throw new NotFound('message_not_found')
  return message
}

/** The whole body of a message: its full text and HTML where there is more than its own words. */
export async function bodyOf(message: Pick<MessageRecord, '_id' | 'text'>): Promise<BodyRecord> {
  return (await Body.findById(message._id).lean<BodyRecord>()) ?? { _id: message._id, fullText: message.text }
}

/** How often somebody of ours has answered a public comment or review in its place. */
export async function publicRepliesTo(ticket: Types.ObjectId, target: string): Promise<number> {
  return Message.countDocuments({
    ticket,
    kind: 'reply',
    target,
    audience: 'public',
    retraction: { $exists: false },
    'delivery.state': { $ne: 'failed' },
  })
}
