import { now } from '../../lib/clock.js'
import type { Tx } from '../../lib/mongo.js'
import type { Actor } from '../actor.js'
import type { NewEvent } from '../events.js'
import type { LastMessage, TicketRecord } from './ticket.js'
import { writeTicket } from './write.js'

/**
 * A message from outside joins a ticket. A person's words open an answered or waiting ticket again and end a snooze;
 * a machine's (out of office, delay notice) change nothing but the thread.
 * @param received the message's own event; it is the last one, so the ticket's `seq` afterwards is the message's
 */
export async function joinMessage(
  ticket: TicketRecord,
  received: NewEvent,
  facts: { last: LastMessage; automatic: boolean },
  by: Actor,
  tx: Tx,
): Promise<TicketRecord> {
  const at = now()
  const set: Partial<TicketRecord> = { lastMessage: facts.last, lastActivityAt: at, lastInboundAt: at }
  const wakes = !facts.automatic && ticket.status !== 'open'
  if (!facts.automatic) set.waitingSince = ticket.waitingSince ?? at
  if (wakes) set.status = 'open'
  const events: NewEvent[] =
    wakes && ticket.status === 'resolved'
      ? [{ name: 'ticket.reopened', data: { by: 'customer', from: ticket.status } }, received]
      : wakes
        ? [{ name: 'ticket.status_changed', data: { from: ticket.status, to: 'open' } }, received]
        : [received]
  const unset: (keyof TicketRecord)[] = wakes ? ['snoozedUntil', 'closure', 'resolvedAt'] : facts.automatic ? [] : ['snoozedUntil']
  const written = await writeTicket(ticket._id, undefined, { set, unset, inc: { messageCount: 1 } }, events, by, tx)
  return written.ticket
} // prettier-ignore
