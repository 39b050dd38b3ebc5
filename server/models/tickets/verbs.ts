import type { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { Conflict, Invalid } from '../../lib/errors.js'
import { change } from '../../lib/mongo.js'
import { actorRef, type Actor } from '../actor.js'
import { assertNotMerged } from './merged.js'
import { ticketTerms } from './open.js'
import { isClosed, type CloseReason, type Priority, type TicketRecord } from './ticket.js'
import { writeTicket, type TicketChange } from './write.js'
import type { NewEvent } from '../events.js'

/** Verbs on one ticket. `seen` is the version the actor saw; with it a faster colleague makes this a version_conflict. */
async function act(ticket: TicketRecord, by: Actor, seen: number | undefined, todo: TicketChange, event: NewEvent): Promise<TicketRecord> {
  return change(async (tx) => (await writeTicket(ticket._id, seen, todo, [event], by, tx)).ticket)
} // prettier-ignore

/** Gives the ticket to an agent, or to nobody (null). */
export async function assign(
  ticket: TicketRecord,
  by: Actor,
  assignee: Types.ObjectId | null,
  seen?: number,
): Promise<TicketRecord> {
  const from = ticket.assignee?.toHexString() ?? null
  const to = assignee?.toHexString() ?? null
  if (from === to) return ticket
  return act(ticket, by, seen, { set: { assignee } }, { name: 'ticket.assigned', data: { from, to } })
}

/** Moves the ticket to a team, or out of all (null). */
export async function moveToTeam(
  ticket: TicketRecord,
  by: Actor,
  team: Types.ObjectId | null,
  seen?: number,
): Promise<TicketRecord> {
  const from = ticket.team?.toHexString() ?? null
  const to = team?.toHexString() ?? null
  if (from === to) return ticket
  return act(ticket, by, seen, { set: { team } }, { name: 'ticket.team_changed', data: { from, to } })
}

/** Ends the work on a ticket: answered (resolved, may open again) or, for the other reasons, closed for good. */
export async function close(
  ticket: TicketRecord,
  by: Actor,
  reason: CloseReason,
  seen?: number,
): Promise<TicketRecord> {
  if (isClosed(ticket)) throw new Conflict('ticket_already_closed', { number: ticket.number })
  const at = now()
  const status = reason === 'resolved' ? 'resolved' : 'closed'
  const set: Partial<TicketRecord> = {
    status,
    resolvedAt: at,
    closure: { by: actorRef(by), at, reason },
    waitingSince: null,
  }
  return act(ticket, by, seen, { set, unset: ['snoozedUntil'] }, { name: 'ticket.closed', data: { reason } })
}

/** Opens an ended ticket again. @throws Conflict('ticket_not_closed'), Conflict('ticket_merged') */
export async function reopen(ticket: TicketRecord, by: Actor, seen?: number): Promise<TicketRecord> {
  await assertNotMerged(ticket)
  if (!isClosed(ticket)) throw new Conflict('ticket_not_closed', { number: ticket.number })
  const event: NewEvent = { name: 'ticket.reopened', data: { by: 'user', from: ticket.status } }
  return act(
    ticket,
    by,
    seen,
    { set: { status: 'open', lastActivityAt: now() }, unset: ['closure', 'resolvedAt'] },
    event,
  )
}

/** open, pending or on_hold; ending and reopening have verbs of their own. */
export async function setStatus(
  ticket: TicketRecord,
  by: Actor,
  status: 'open' | 'pending' | 'on_hold',
  seen?: number,
): Promise<TicketRecord> {
  if (isClosed(ticket)) throw new Conflict('ticket_already_closed', { number: ticket.number })
  if (ticket.status === status) return ticket
  return act(
    ticket,
    by,
    seen,
    { set: { status } },
    { name: 'ticket.status_changed', data: { from: ticket.status, to: status } },
  )
}

/** A person's choice of category; the product never changes it afterwards. */
export async function categorise(
  ticket: TicketRecord,
  by: Actor,
  category: string,
  seen?: number,
): Promise<TicketRecord> {
  const set: Partial<TicketRecord> = {
    category,
    categoryBecause: [],
    categoryBy: { by: actorRef(by), at: now() },
  }
  return act(
    ticket,
    by,
    seen,
    { set },
    { name: 'ticket.categorised', data: { from: ticket.category, to: category } },
  )
}

/** A person's choice of priority; the product never changes it afterwards. */
export async function prioritise(
  ticket: TicketRecord,
  by: Actor,
  priority: Priority,
  seen?: number,
): Promise<TicketRecord> {
  const set: Partial<TicketRecord> = {
    priority,
    priorityBecause: [],
    priorityBy: { by: actorRef(by), at: now() },
  }
  return act(
    ticket,
    by,
    seen,
    { set },
    { name: 'ticket.prioritised', data: { from: ticket.priority, to: priority } },
  )
}

/** Puts the ticket away until an instant, or brings it back (null). @throws Invalid('snooze_in_past') */
export async function snooze(
  ticket: TicketRecord,
  by: Actor,
  until: Date | null,
  seen?: number,
): Promise<TicketRecord> {
  if (until && until <= now()) throw new Invalid('snooze_in_past')
  const todo: TicketChange = until ? { set: { snoozedUntil: until } } : { unset: ['snoozedUntil'] }
  return act(ticket, by, seen, todo, {
    name: 'ticket.snoozed',
    data: { until: until?.toISOString() ?? null },
  })
}

/** Marks as spam or takes the mark back. */
export async function markSpam(
  ticket: TicketRecord,
  by: Actor,
  spam: boolean,
  seen?: number,
): Promise<TicketRecord> {
  if (Boolean(ticket.spam) === spam) return ticket
  const todo: TicketChange = spam ? { set: { spam: { by: actorRef(by), at: now() } } } : { unset: ['spam'] }
  return act(ticket, by, seen, todo, { name: 'ticket.marked_spam', data: { spam } })
}

/** Gives the ticket another subject. @throws Invalid('subject_empty') */
export async function rename(
  ticket: TicketRecord,
  by: Actor,
  subject: string,
  seen?: number,
): Promise<TicketRecord> {
  const to = subject.replace(/\s+/g, ' ').trim().slice(0, 500)
  if (to === '') throw new Invalid('subject_empty')
  const set: Partial<TicketRecord> = { subject: to, terms: ticketTerms(to, ticket.customerName) }
  return act(ticket, by, seen, { set }, { name: 'ticket.renamed', data: { from: ticket.subject, to } })
}
