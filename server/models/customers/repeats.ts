import type { Types } from 'mongoose'
import { days, hours } from '../../lib/clock.js'
import { otherCategory } from '../categories/category.js'
import { Message, type MessageRecord } from '../messages/message.js'
import type { TicketRecord } from '../tickets/ticket.js'

/** How often somebody had to say a thing again. */
export interface Repeats {
  /** Messages that followed one nobody had answered. */
  unanswered: number
  /** Tickets about an order or in a category that an earlier one of the last 30 days was about. */
  again: number
}

/** Lines of one hour are one contact: people write in pieces. */
const oneContact = hours(1)
const sameMatterWithin = days(30)
const mostMessages = 1_000

type Line = Pick<MessageRecord, 'ticket' | 'seq' | 'kind' | 'at' | 'auto' | 'author'>
type Begun = Pick<TicketRecord, '_id' | 'createdAt' | 'order' | 'category' | 'mergedInto'>

/**
 * How often a customer has had to repeat themselves in these tickets of theirs: a message more than an hour after one
 * of theirs to which nobody had replied, and a ticket that comes within 30 days of another about the same order or in
 * the same category (`other` is none). Reads the latest 1,000 messages.
 */
export async function repeatsIn(tickets: readonly Begun[]): Promise<Repeats> {
  if (tickets.length === 0) return { unanswered: 0, again: 0 }
  const lines = await Message.find(
    { ticket: { $in: tickets.map(({ _id }) => _id) }, kind: { $in: ['in', 'reply'] }, retraction: { $exists: false } },
    { ticket: 1, seq: 1, kind: 1, at: 1, auto: 1, author: 1 },
  )
    .sort({ at: -1, _id: -1 })
    .limit(mostMessages)
    .lean<Line[]>()
  return { unanswered: unansweredIn(lines), again: againIn(tickets) }
} // prettier-ignore

/** Pure: counts contacts that came before an answer to the one before them. */
export function unansweredIn(lines: readonly Line[]): number {
  const open = new Map<string, Date>()
  let count = 0
  for (const line of [...lines].sort((a, b) => a.at.getTime() - b.at.getTime() || a.seq - b.seq)) {
    const ticket = String(line.ticket)
    if (line.kind !== 'in') open.delete(ticket)
    else if (isPersons(line)) {
      const before = open.get(ticket)
      if (before && line.at.getTime() - before.getTime() > oneContact) count += 1
      open.set(ticket, line.at)
    }
  }
  return count
}

/** Pure: counts tickets that an earlier one of the same matter came shortly before. */
export function againIn(tickets: readonly Begun[]): number {
  const own = tickets.filter(({ mergedInto }) => !mergedInto)
  return own.filter((ticket) => own.some((other) => cameBefore(other, ticket) && isSame(other, ticket)))
    .length
}

function cameBefore(other: Begun, { _id, createdAt }: Begun): boolean {
  const gap = createdAt.getTime() - other.createdAt.getTime()
  return !other._id.equals(_id) && gap >= 0 && gap <= sameMatterWithin
}

function isSame(a: Begun, b: Begun): boolean {
  const order = (one: Types.ObjectId | null): string => one?.toHexString() ?? ''
  if (a.order || b.order) return order(a.order) === order(b.order)
  return a.category === b.category && a.category !== otherCategory
}

function isPersons({ auto, author }: Line): boolean {
  return auto?.is !== true && author.kind !== 'bot'
}
