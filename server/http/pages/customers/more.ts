import { presentCode, presentRepeats, presentSuggestion } from '../../../../views/present/customers.js'
import { presentPromise } from '../../../../views/present/story.js'
import type { CustomerMoreView } from '../../../../views/types.js'
import { now } from '../../../lib/clock.js'
import type { UserActor } from '../../../models/actor.js'
import * as customers from '../../../models/customers/index.js'
import { openCode } from '../../../models/customers/code.js'
import { may } from '../../../models/may.js'
import { promisesIn } from '../../../models/messages/index.js'
import { isClosed, linkedTo, mergesInto, type TicketRecord } from '../../../models/tickets/index.js'
import { visibleSuggestions } from '../../routes/customer-merges.js'

/**
 * What a customer's card says and offers beside who they are.
 * @param tickets theirs that this user may see
 * @param current number of the ticket beside which it stands; 0 for none
 */
export async function customerMore(
  customer: customers.CustomerRecord,
  identities: readonly customers.IdentityRecord[],
  { tickets, current, actor }: { tickets: readonly TicketRecord[]; current: number; actor: UserActor },
): Promise<CustomerMoreView> {
  const own = tickets.filter(({ requester }) => requester.type === 'customer')
  const ids = tickets.map(({ _id }) => _id)
  const [suggested, promised, repeats, code] = await Promise.all([
    visibleSuggestions(actor, customer),
    promisesIn(ids),
    customers.repeatsIn(own),
    openCode(customer._id),
  ])
  const suggestions = await Promise.all(
    suggested.map(async (one) => presentSuggestion(one, await customers.identitiesOf(one.person._id))),
  )
  const numberOf = (message: { ticket: TicketRecord['_id'] }): number =>
    tickets.find(({ _id }) => _id.equals(message.ticket))?.number ?? 0
  const open = tickets.find(({ number }) => number === current)
  return {
    ticket: current,
    id: customer._id.toHexString(),
    mayMerge: may(actor, 'merge_customers'),
    suggestions,
    twins: twinsOf(own, current),
    ...(await besideTicket(open, actor)),
    promises: promised.flatMap((message) => presentPromise(message, numberOf(message), now()) ?? []),
    repeats: presentRepeats(repeats),
    code: presentCode(customer, identities, code, current),
  }
}

/** Other open tickets of the same person: perhaps the same matter. */
function twinsOf(tickets: readonly TicketRecord[], current: number): CustomerMoreView['twins'] {
  const open = tickets.filter((ticket) => !isClosed(ticket) && !ticket.mergedInto && !ticket.spam)
  if (!open.some(({ number }) => number === current)) return []
  return open.filter(({ number }) => number !== current).slice(0, 5).map(({ number, subject }) => ({ number, subject }))
} // prettier-ignore

/** Tickets that became a part of this one, and those it is linked to, as far as one may see them. */
async function besideTicket(
  ticket: TicketRecord | undefined,
  actor: UserActor,
): Promise<Pick<CustomerMoreView, 'parts' | 'links'>> {
  if (!ticket) return { parts: [], links: [] }
  const [parts, linked] = await Promise.all([mergesInto(ticket._id), linkedTo(ticket)])
  const seen = linked.filter((one) => may(actor, 'see', one))
  return {
    parts: parts.map(({ merge, ticket: { number, subject } }) => ({ merge: merge._id.toHexString(), number, subject })),
    links: seen.map(({ number, subject }) => ({ number, subject })),
  }
} // prettier-ignore
