import type { Types } from 'mongoose'
import { Merge, type MergeRecord } from './merge-journal.js'
import { Message, type MessageRecord } from '../messages/message.js'
import { Order, type OrderRecord } from '../orders/order.js'
import { Satisfaction, type SatisfactionRecord } from '../satisfactions/satisfaction.js'
import type { TicketRecord } from '../tickets/ticket.js'

/** One thing that happened between a customer and us. */
export type StoryEntry = { at: Date; id: Types.ObjectId } & (
  | { kind: 'message'; ticket: TicketRecord; message: MessageRecord }
  | { kind: 'opened' | 'closed'; ticket: TicketRecord }
  | { kind: 'ordered' | 'delivered' | 'completed'; order: OrderRecord }
  | { kind: 'rated'; ticket: TicketRecord; score: number; comment: string }
  | { kind: 'merged'; merge: MergeRecord }
)

/** The place of an entry in the story. */
export interface StoryPlace {
  at: Date
  id: Types.ObjectId
}

/** Of a customer with more tickets or orders, the latest are told. */
const mostOrders = 100

/**
 * What was said, ordered, delivered, rated and decided with a customer on all channels, the newest first: their own
 * words and ours, calls, the beginnings and ends of their tickets. Notes and automatic mail are left out.
 * @param tickets theirs that the reader may see
 * @returns one entry more than `limit` when there are more
 */
export async function storyOf(
  customer: Types.ObjectId,
  tickets: readonly TicketRecord[],
  { before, limit }: { before?: StoryPlace; limit: number },
): Promise<StoryEntry[]> {
  const [said, orders, rated, merges] = await Promise.all([
    saidIn(tickets, limit, before),
    Order.find({ customer }).sort({ _id: -1 }).limit(mostOrders).lean<OrderRecord[]>(),
    Satisfaction.find({ ticket: { $in: tickets.map(({ _id }) => _id) } }).limit(100).lean<SatisfactionRecord[]>(),
    Merge.find({ into: customer, undone: { $exists: false } }).sort({ at: -1 }).limit(50).lean<MergeRecord[]>(),
  ])
  const others = [
    ...tickets.flatMap(endsOf),
    ...orders.flatMap(stepsOf),
    ...rated.flatMap((one) => ratingOf(one, tickets)),
    ...merges.map((merge): StoryEntry => ({ kind: 'merged', at: merge.at, id: merge._id, merge })),
  ].filter((entry) => !before || isBefore(entry, before))
  return [...said, ...others].sort(newestFirst).slice(0, limit + 1)
} // prettier-ignore

async function saidIn(
  tickets: readonly TicketRecord[],
  limit: number,
  before?: StoryPlace,
): Promise<StoryEntry[]> {
  if (tickets.length === 0) return []
  const older = before
    ? { $or: [{ at: { $lt: before.at } }, { at: before.at, _id: { $lt: before.id } }] }
    : {}
  const messages = await Message.find({
    ticket: { $in: tickets.map(({ _id }) => _id) },
    kind: { $in: ['in', 'reply'] },
    retraction: { $exists: false },
    ...older,
  })
    .sort({ at: -1, _id: -1 })
    .limit(limit + 1)
    .lean<MessageRecord[]>()
  return messages.flatMap((message) => {
    const ticket = tickets.find(({ _id }) => _id.equals(message.ticket))
    return ticket ? [{ kind: 'message' as const, at: message.at, id: message._id, ticket, message }] : []
  })
}

function endsOf(ticket: TicketRecord): StoryEntry[] {
  const { _id: id, createdAt, closure } = ticket
  const closed: StoryEntry[] = closure ? [{ kind: 'closed', at: closure.at, id, ticket }] : []
  return [{ kind: 'opened', at: createdAt, id, ticket }, ...closed]
}

function stepsOf(order: OrderRecord): StoryEntry[] {
  const { _id: id, placedAt, deliveredAt, completedAt } = order
  const step = (kind: 'ordered' | 'delivered' | 'completed', at: Date | null): StoryEntry[] =>
    at ? [{ kind, at, id, order }] : []
  return [...step('ordered', placedAt), ...step('delivered', deliveredAt), ...step('completed', completedAt)]
}

function ratingOf(rated: SatisfactionRecord, tickets: readonly TicketRecord[]): StoryEntry[] {
  const ticket = tickets.find(({ _id }) => _id.equals(rated.ticket))
  const { score, answeredAt, comment } = rated
  if (!ticket || score === null || !answeredAt) return []
  return [{ kind: 'rated', at: answeredAt, id: rated._id, ticket, score, comment }]
}

function isBefore(entry: StoryPlace, place: StoryPlace): boolean {
  return newestFirst(place, entry) < 0
}

function newestFirst(a: StoryPlace, b: StoryPlace): number {
  const gap = b.at.getTime() - a.at.getTime()
  return gap === 0 ? b.id.toHexString().localeCompare(a.id.toHexString()) : gap
}
