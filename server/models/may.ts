import { Types, type QueryFilter } from 'mongoose'
import { Forbidden } from '../lib/errors.js'
import type { Actor, Role, UserActor } from './actor.js'

type Row = Readonly<Record<Role, boolean>>
const row = (admin: boolean, manager: boolean, mediator: boolean, agent: boolean): Row => ({
  admin,
  manager,
  mediator,
  agent,
})
const [yes, no] = [true, false] // prettier-ignore

/** What each role may do with a ticket that it can see. */
export const ticketPermissions = {
  //                      admin manager mediator agent
  see:                row(yes,  yes,    yes,     yes),
  see_notes:          row(yes,  yes,    yes,     yes),
  see_raw:            row(yes,  yes,    yes,     yes),
  reply:              row(yes,  yes,    yes,     yes),
  note:               row(yes,  yes,    yes,     yes),
  tag:                row(yes,  yes,    yes,     yes),
  assign:             row(yes,  yes,    no,      yes),
  close:              row(yes,  yes,    no,      yes),
  reopen:             row(yes,  yes,    no,      yes),
  categorise:         row(yes,  yes,    no,      yes),
  prioritise:         row(yes,  yes,    no,      yes),
  snooze:             row(yes,  yes,    no,      yes),
  mark_spam:          row(yes,  yes,    no,      yes),
  merge:              row(yes,  yes,    no,      yes),
} as const // prettier-ignore

/** What each role may do beside tickets; `resend` is asked with the ticket as well where there is one. */
export const areaPermissions = {
  //                      admin manager mediator agent
  start_conversation: row(yes,  yes,    no,      yes),
  resend:             row(yes,  yes,    no,      yes),
  block_customer:     row(yes,  yes,    no,      no),
  flag_legal:         row(yes,  yes,    no,      no),
  merge_customers:    row(yes,  yes,    no,      yes),
  create_token:       row(yes,  yes,    yes,     yes),
  see_reports:        row(yes,  yes,    no,      no),
  manage_rules:       row(yes,  yes,    no,      no),
  see_quarantine:     row(yes,  yes,    no,      no),
  retry_quarantine:   row(yes,  yes,    no,      no),
  see_outbox:         row(yes,  yes,    no,      no),
  manage_users:       row(yes,  no,     no,      no),
  manage_channels:    row(yes,  no,     no,      no),
  see_system:         row(yes,  no,     no,      no),
  see_audit:          row(yes,  no,     no,      no),
} as const // prettier-ignore

export type TicketVerb = keyof typeof ticketPermissions
export type AreaVerb = keyof typeof areaPermissions

/** Roles whose work is not bounded by teams. */
const seesEveryTicket: Row = row(yes, yes, yes, no)

/** What a customer, recipient or seller may do with a ticket of theirs. */
export const outsideVerbs: readonly TicketVerb[] = ['see', 'reply']

/** The part of a ticket on which rights hang. */
export interface TicketRights {
  _id: Types.ObjectId
  team: Types.ObjectId | null
  assignee: Types.ObjectId | null
}

/**
 * Whether the actor may do it: a ticket verb needs the ticket; an area verb takes one where the area concerns one.
 * The system may do everything; somebody outside only `outsideVerbs` with the tickets they have proved.
 */
export function may(actor: Actor, verb: TicketVerb, ticket: TicketRights): boolean
export function may(actor: Actor, verb: AreaVerb, ticket?: TicketRights): boolean
export function may(actor: Actor, verb: TicketVerb | AreaVerb, ticket?: TicketRights): boolean {
  if (actor.kind === 'system') return true
  if (ticket !== undefined && !reaches(actor, ticket)) return false
  if (isAreaVerb(verb)) return actor.kind === 'user' && areaPermissions[verb][actor.role]
  if (ticket === undefined) return false
  return actor.kind === 'user' ? ticketPermissions[verb][actor.role] : outsideVerbs.includes(verb)
}

/** @throws Forbidden('not_allowed') with the verb, when `may` says no */
export function assertMay(actor: Actor, verb: TicketVerb, ticket: TicketRights): void
export function assertMay(actor: Actor, verb: AreaVerb, ticket?: TicketRights): void
export function assertMay(actor: Actor, verb: TicketVerb | AreaVerb, ticket?: TicketRights): void {
  const allowed = isAreaVerb(verb)
    ? may(actor, verb, ticket)
    : ticket !== undefined && may(actor, verb, ticket)
  if (!allowed) throw new Forbidden('not_allowed', { verb })
}

/** The tickets that this actor may see, as a filter for lists: the same rule as `may(actor, 'see', ticket)`. */
export function visibleTickets(actor: Actor): QueryFilter<TicketRights> {
  if (actor.kind === 'system') return {}
  if (actor.kind !== 'user') return { _id: { $in: actor.tickets.map((id) => new Types.ObjectId(id)) } }
  if (seesEveryTicket[actor.role]) return {}
  const teams = actor.teams.map((id) => new Types.ObjectId(id))
  return { $or: [{ team: { $in: [...teams, null] } }, { assignee: new Types.ObjectId(actor.id) }] }
}

export function isAreaVerb(verb: TicketVerb | AreaVerb): verb is AreaVerb {
  return verb in areaPermissions
}

function reaches(actor: Exclude<Actor, { kind: 'system' }>, ticket: TicketRights): boolean {
  if (actor.kind !== 'user') return actor.tickets.includes(ticket._id.toHexString())
  return seesEveryTicket[actor.role] || isInReachOfAgent(actor, ticket)
}

function isInReachOfAgent(actor: UserActor, ticket: TicketRights): boolean {
  if (ticket.team === null) return true
  return actor.teams.includes(ticket.team.toHexString()) || ticket.assignee?.toHexString() === actor.id
}
