import { Types } from 'mongoose'
import { z } from 'zod'
import { Conflict, Invalid } from '../../lib/errors.js'
import type { UserActor } from '../../models/actor.js'
import { Category } from '../../models/categories/index.js'
import { assertMay, may, type TicketVerb } from '../../models/may.js'
import { list as listTeams } from '../../models/teams/index.js'
import * as tickets from '../../models/tickets/index.js'
import { byId as userById, actorOf, isActive } from '../../models/users/index.js'
import { instant, objectIdText, version } from '../api/schemas.js'

const tag = z.string().trim().min(1).max(64)

/** What can be changed of a ticket at once. `null` empties. */
export const ticketChanges = z.strictObject({
  version,
  subject: z.string().trim().min(1).max(500).optional(),
  status: z.enum(tickets.ticketStatuses).optional(),
  priority: z.enum(tickets.priorities).optional(),
  category: z.string().min(1).max(64).optional(),
  assignee: objectIdText.nullable().optional(),
  team: objectIdText.nullable().optional(),
  tags: z.array(tag).max(30).optional(),
  snoozedUntil: instant.nullable().optional(),
  spam: z.boolean().optional(),
})

type Changes = z.output<typeof ticketChanges>
type Key = Exclude<keyof Changes, 'version'>

const verbs: Record<Key, TicketVerb> = {
  subject: 'tag',
  status: 'close',
  priority: 'prioritise',
  category: 'categorise',
  assignee: 'assign',
  team: 'assign',
  tags: 'tag',
  snoozedUntil: 'snooze',
  spam: 'mark_spam',
}

/**
 * Changes a ticket part by part, each with its own right; all rights and values are checked before the first is
 * changed. The version is asked of the first part; what follows builds on what this call itself has written.
 * @throws Forbidden('not_allowed'), Conflict('version_conflict'), Invalid for a value nobody knows
 */
export async function changeTicket(
  ticket: tickets.TicketRecord,
  by: UserActor,
  changes: Changes,
): Promise<tickets.TicketRecord> {
  const keys = (Object.keys(verbs) as Key[]).filter((key) => changes[key] !== undefined)
  for (const key of keys) assertMay(by, verbs[key], ticket)
  await checkValues(ticket, changes)
  let current = ticket
  let seen: number | undefined = changes.version
  for (const key of keys) {
    const changed = await changePart(current, by, key, changes, seen)
    if (changed !== current) seen = changed.version
    current = changed
  }
  if (current === ticket && ticket.version !== changes.version) throw versionConflict(ticket, changes.version)
  return current
}

/** Gives a ticket to somebody who may see it. @throws Invalid('assignee_unknown') */
export async function assignTo(
  ticket: tickets.TicketRecord,
  by: UserActor,
  assignee: string | null,
  seen?: number,
): Promise<tickets.TicketRecord> {
  if (assignee !== null) await checkAssignee(assignee)
  return tickets.assign(ticket, by, idOf(assignee), seen)
}

/** @throws Invalid('category_unknown') */
export async function checkCategory(key: string): Promise<void> {
  const found = await Category.exists({ key, retired: { $exists: false } })
  if (!found) throw new Invalid('category_unknown', { category: key })
}

async function changePart(
  ticket: tickets.TicketRecord,
  by: UserActor,
  key: Key,
  changes: Changes,
  seen: number | undefined,
): Promise<tickets.TicketRecord> {
  switch (key) {
    case 'subject':
      return changes.subject === ticket.subject
        ? ticket
        : tickets.rename(ticket, by, changes.subject ?? '', seen)
    case 'status':
      return setStatus(ticket, by, changes.status ?? ticket.status, seen)
    case 'priority':
      return tickets.prioritise(ticket, by, changes.priority ?? ticket.priority, seen)
    case 'category':
      return tickets.categorise(ticket, by, changes.category ?? ticket.category, seen)
    case 'assignee':
      return tickets.assign(ticket, by, idOf(changes.assignee ?? null), seen)
    case 'team':
      return tickets.moveToTeam(ticket, by, idOf(changes.team ?? null), seen)
    case 'tags':
      return setTags(ticket, by, changes.tags ?? [], seen)
    case 'snoozedUntil':
      return tickets.snooze(ticket, by, changes.snoozedUntil ? new Date(changes.snoozedUntil) : null, seen)
    case 'spam':
      return tickets.markSpam(ticket, by, changes.spam === true, seen)
  }
}

async function setStatus(
  ticket: tickets.TicketRecord,
  by: UserActor,
  status: tickets.TicketStatus,
  seen: number | undefined,
): Promise<tickets.TicketRecord> {
  if (status === ticket.status) return ticket
  if (status === 'resolved' || status === 'closed')
    return tickets.close(ticket, by, status === 'resolved' ? 'resolved' : 'no_answer', seen)
  if (!tickets.isClosed(ticket)) return tickets.setStatus(ticket, by, status, seen)
  const open = await tickets.reopen(ticket, by, seen)
  return tickets.setStatus(open, by, status, open.version)
}

/** Makes the ticket's tags these. */
export async function setTags(
  ticket: tickets.TicketRecord,
  by: UserActor,
  tags: string[],
  seen?: number,
): Promise<tickets.TicketRecord> {
  const add = tags.filter((name) => !ticket.tags.includes(name))
  const remove = ticket.tags.filter((name) => !tags.includes(name))
  return add.length + remove.length === 0 ? ticket : tickets.tag(ticket, by, { add, remove }, seen)
}

async function checkValues(ticket: tickets.TicketRecord, changes: Changes): Promise<void> {
  if (changes.category !== undefined && changes.category !== ticket.category)
    await checkCategory(changes.category)
  if (changes.assignee) await checkAssignee(changes.assignee)
  if (changes.team) {
    const known = (await listTeams()).some((team) => team._id.toHexString() === changes.team)
    if (!known) throw new Invalid('unknown_team')
  }
}

async function checkAssignee(id: string): Promise<void> {
  const user = await userById(id)
  if (!user || !isActive(user)) throw new Invalid('assignee_unknown')
  // Whoever gets it may see it by that alone; a role that may not work on tickets is no assignee.
  const mine = { _id: new Types.ObjectId(), team: null, assignee: user._id }
  if (!may(actorOf(user), 'reply', mine)) throw new Invalid('assignee_unknown')
}

function idOf(hex: string | null): Types.ObjectId | null {
  return hex === null ? null : new Types.ObjectId(hex)
}

function versionConflict(ticket: tickets.TicketRecord, seen: number): Error {
  return new Conflict('version_conflict', { number: ticket.number, version: ticket.version, seen })
}
