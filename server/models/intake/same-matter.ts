import type { Types } from 'mongoose'
import { days, now } from '../../lib/clock.js'
import type { Because } from '../because.js'
import type { TicketRecord } from '../tickets/ticket.js'

/** What a message says of its matter, for finding the open ticket it goes on with. */
export interface Matter {
  /** `channel:account` that it came by. */
  place: string
  /** A recipient's talk is none of the customer's, even about the same order. */
  role: TicketRecord['requester']['type']
  isPublic: boolean
  category: string
  /** Order numbers it names, and the known order among them. */
  orderNumbers: readonly string[]
  order: Types.ObjectId | null
  /** The address when nothing proves that the sender owns it; else null. */
  unproven: string | null
  /** Mail has subjects and threads of its own: a new mail never goes on with a ticket of mail. */
  threadsItself: boolean
}

export interface Continued {
  ticket: TicketRecord
  /** Empty when it came by a channel that the ticket has already. */
  because: Because[]
}

/** How fresh an open ticket must be for a message that names nothing to belong to it. */
export const freshFor = days(7)

/**
 * The ticket among a person's own that a message goes on with. First where it was going on: on a channel without threads
 * a person has one talk, as long as no other order is named. Then, from another channel, the open ticket of the same
 * order; else the fresh one of the same category; else the only fresh one when the message itself has no category.
 * What nothing proves to come from this person joins only by the order's number. Pure.
 * @param tickets the person's tickets that may be joined, latest activity first
 */
export function goesOnWith(matter: Matter, tickets: readonly TicketRecord[]): Continued | null {
  if (matter.isPublic) return null
  const candidates = tickets.filter(
    (ticket) => ticket.requester.type === matter.role && !namesAnother(matter, ticket),
  )
  if (!matter.threadsItself && matter.unproven === null) {
    const here = candidates.find((ticket) => ticket.via?.includes(matter.place))
    if (here) return { ticket: here, because: [] }
  }
  const elsewhere = candidates.filter(
    (ticket) => ticket.status !== 'resolved' && !(matter.threadsItself && ticket.via?.includes(matter.place)),
  )
  return acrossChannels(matter, elsewhere)
}

function acrossChannels(matter: Matter, tickets: readonly TicketRecord[]): Continued | null {
  const { order, category, unproven } = matter
  const sameOrder = order && tickets.find((ticket) => ticket.order?.equals(order))
  if (sameOrder) {
    const because: Because[] = [{ code: 'same_order', detail: matter.orderNumbers[0] ?? '' }]
    if (unproven !== null) because.push({ code: 'address_unproven', detail: unproven })
    return { ticket: sameOrder, because }
  }
  if (unproven !== null) return null
  const earliest = now().getTime() - freshFor
  const fresh = tickets.filter(({ lastActivityAt }) => lastActivityAt.getTime() >= earliest)
  const sameCategory = category === 'other' ? undefined : fresh.find((ticket) => ticket.category === category)
  if (sameCategory) return { ticket: sameCategory, because: [{ code: 'same_category', detail: category }] }
  const [only, ...more] = fresh
  const vague = category === 'other' || only?.category === 'other'
  return only && more.length === 0 && vague ? { ticket: only, because: [{ code: 'only_open_matter', detail: '' }] } : null
} // prettier-ignore

/** Whether the message is about another order than the ticket. */
function namesAnother({ order, orderNumbers }: Matter, ticket: TicketRecord): boolean {
  if (orderNumbers.length === 0 || !ticket.order) return false
  return order === null ? false : !ticket.order.equals(order)
}
