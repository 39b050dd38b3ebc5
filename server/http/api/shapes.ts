import type { Types } from 'mongoose'
import type { z } from 'zod'
import type { ActorRef } from '../../models/actor.js'
import type { DomainEvent } from '../../models/event.js'
import type { TicketRecord, TicketRow } from '../../models/tickets/index.js'
import { isActive, type UserRecord } from '../../models/users/index.js'
import type { NameMap } from '../names.js'
import type * as schemas from './schemas.js'

/** Records as the API tells them; what is not named here does not leave. */
export function rowJson(row: TicketRow, names: NameMap): z.input<typeof schemas.ticketRow> {
  return {
    number: row.number,
    subject: row.subject,
    status: row.status,
    snoozedUntil: time(row.snoozedUntil),
    spam: row.spam !== undefined,
    priority: row.priority,
    category: row.category,
    channel: row.channel,
    customer: row.customer ? { id: row.customer.toHexString(), name: row.customerName } : null,
    assignee: names.user(row.assignee),
    team: names.team(row.team),
    tags: row.tags,
    dispute: ref(row.dispute),
    lastMessage: {
      at: row.lastMessage.at.toISOString(),
      direction: row.lastMessage.direction,
      author: row.lastMessage.author,
      preview: row.lastMessage.preview,
    },
    messageCount: row.messageCount,
    waitingSince: time(row.waitingSince),
    seq: row.seq,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    lastActivityAt: row.lastActivityAt.toISOString(),
  }
}

export function ticketJson(ticket: TicketRecord, names: NameMap): z.input<typeof schemas.ticket> {
  const { closure } = ticket
  return {
    ...rowJson(ticket, names),
    publicId: ticket.publicId,
    priorityBecause: ticket.priorityBecause,
    categoryBecause: ticket.categoryBecause,
    suggestions: ticket.suggestions,
    order: ref(ticket.order),
    seller: ref(ticket.seller),
    product: ref(ticket.product),
    carrier: ref(ticket.carrier),
    rootCause: ticket.rootCause,
    follows: ref(ticket.follows),
    closure: closure ? { by: closure.by.name, at: closure.at.toISOString(), reason: closure.reason } : null,
    sla: { clocks: [] },
    updatedAt: ticket.updatedAt.toISOString(),
  }
}

export function eventJson(event: DomainEvent, number: number): z.input<typeof schemas.event> {
  const { kind, id, name } = event.by
  return {
    id: event._id.toHexString(),
    ticket: number,
    seq: event.seq,
    name: event.name,
    by: { kind, id, name },
    data: { ...event.data },
    at: event.at.toISOString(),
  }
}

export function userJson(user: UserRecord): z.input<typeof schemas.user> {
  return {
    id: user._id.toHexString(),
    email: user.email,
    name: user.name,
    role: user.role,
    teams: user.teams.map((team) => team.toHexString()),
    locale: user.locale,
    timeZone: user.timeZone,
    state: stateOf(user),
  }
}

export function stateOf(user: UserRecord): 'active' | 'invited' | 'deactivated' {
  if (user.deactivation) return 'deactivated'
  return isActive(user) ? 'active' : 'invited'
}

export function actorJson({ kind, id, name }: ActorRef): ActorRef {
  return { kind, id, name }
}

export function time(at: Date | null | undefined): string | null {
  return at ? at.toISOString() : null
}

function ref(id: Types.ObjectId | null): { id: string } | null {
  return id ? { id: id.toHexString() } : null
}
