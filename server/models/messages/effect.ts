import { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { actorRef, type UserActor } from '../actor.js'
import type { NewEvent } from '../events.js'
import type { TicketRecord } from '../tickets/ticket.js'
import type { TicketChange } from '../tickets/write.js'
import type { Writing } from './reply.js'

/** The message's own event is the last one, so the ticket's `seq` afterwards is the message's. */
export function eventsOf(ticket: TicketRecord, id: Types.ObjectId, writing: Writing): NewEvent[] {
  const data = { messageId: id.toHexString(), clientId: writing.clientId }
  if (writing.kind === 'note') return [{ name: 'note.written', data }]
  const to = statusAfter(ticket, writing)
  const status: NewEvent[] =
    to === ticket.status
      ? []
      : to === 'resolved'
        ? [{ name: 'ticket.closed', data: { reason: 'resolved' } }]
        : [{ name: 'ticket.status_changed', data: { from: ticket.status, to } }]
  return [...status, { name: 'reply.written', data }]
}

function statusAfter(ticket: TicketRecord, writing: Writing): TicketRecord['status'] {
  if (writing.then === 'resolve') return 'resolved'
  if (writing.then === 'pending') return 'pending'
  return ticket.status === 'resolved' || ticket.status === 'closed' ? 'open' : ticket.status
}

/** What an agent's words do to their ticket: its last message, who waits for whom, and whose it is. */
export function changeOf(ticket: TicketRecord, by: UserActor, writing: Writing): TicketChange {
  const at = now()
  const preview = writing.text.replace(/\s+/g, ' ').trim().slice(0, 140)
  const direction = writing.kind === 'note' ? 'internal' : 'out'
  const set: Partial<TicketRecord> = {
    lastMessage: { at, direction, author: by.name, preview },
    lastActivityAt: at,
  }
  if (writing.kind === 'note') return { set, inc: { messageCount: 1 } }
  const status = statusAfter(ticket, writing)
  Object.assign(set, { status, waitingSince: null })
  if (!ticket.firstRepliedAt) set.firstRepliedAt = at
  if (!ticket.assignee) set.assignee = new Types.ObjectId(by.id)
  if (status === 'resolved')
    Object.assign(set, { resolvedAt: at, closure: { by: actorRef(by), at, reason: 'resolved' } })
  return { set, unset: status === 'resolved' ? [] : ['closure', 'resolvedAt'], inc: { messageCount: 1 } }
}
