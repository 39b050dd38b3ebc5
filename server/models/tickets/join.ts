import { now } from '../../lib/clock.js'
import type { Tx } from '../../lib/mongo.js'
import type { Actor } from '../actor.js'
import type { NewEvent } from '../events.js'
import type { LastMessage, TicketRecord } from './ticket.js'
import { writeTicket } from './write.js'

export interface JoinFacts {
  last: LastMessage
  automatic: boolean
  /** Where its customer wrote from; kept so that the next message from there finds the ticket. */
  place?: string
  /** They were spoken with (a call that was taken): nobody waits for an answer. */
  answered?: boolean
}

/**
 * A message from outside joins a ticket. A person's words open an answered or waiting ticket again and end a snooze;
 * a machine's (out of office, delay notice) change nothing but the thread.
 * @param before told ahead of the message
 * @param received the message's own event; it is the last one, so the ticket's `seq` afterwards is the message's
 */
export async function joinMessage(
  ticket: TicketRecord,
  before: NewEvent[],
  received: NewEvent,
  facts: JoinFacts,
  by: Actor,
  tx: Tx,
): Promise<TicketRecord> {
  const at = now()
  const set: Partial<TicketRecord> = { lastMessage: facts.last, lastActivityAt: at, lastInboundAt: at }
  const wakes = !facts.automatic && ticket.status !== 'open'
  if (!facts.automatic) set.waitingSince = facts.answered ? null : (ticket.waitingSince ?? at)
  if (facts.answered && !ticket.firstRepliedAt) set.firstRepliedAt = at
  if (wakes) set.status = 'open'
  if (facts.place && !ticket.via?.includes(facts.place)) set.via = [...(ticket.via ?? []), facts.place].slice(-20)
  const events: NewEvent[] =
    wakes && ticket.status === 'resolved'
      ? [...before, { name: 'ticket.reopened', data: { by: 'customer', from: ticket.status } }, received]
      : wakes
        ? [...before, { name: 'ticket.status_changed', data: { from: ticket.status, to: 'open' } }, received]
        : [...before, received]
  const unset: (keyof TicketRecord)[] = wakes ? ['snoozedUntil', 'closure', 'resolvedAt'] : facts.automatic ? [] : ['snoozedUntil']
  const written = await writeTicket(ticket._id, undefined, { set, unset, inc: { messageCount: 1 } }, events, by, tx)
  return written.ticket
} // prettier-ignore
