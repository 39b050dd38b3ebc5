import { z } from 'zod'
import type { UserActor } from '../../models/actor.js'
import type { TicketVerb } from '../../models/may.js'
import * as tickets from '../../models/tickets/index.js'
import { instant, objectIdText, version } from '../api/schemas.js'
import { assignTo, checkCategory } from './ticket-changes.js'

type Ticket = tickets.TicketRecord

/** One thing to do with a ticket, as the API's nouns and the pages' forms call it. */
export interface TicketAction<B extends z.ZodType = z.ZodType> {
  noun: string
  method: 'put' | 'post' | 'delete'
  verb: TicketVerb
  summary: string
  body: B
  run(ticket: Ticket, by: UserActor, input: z.output<B>): Promise<Ticket>
}

const seen = { version: version.optional() }
const nothing = z.strictObject(seen)
const tagNames = z.array(z.string().trim().min(1).max(64)).min(1).max(30)

function action<B extends z.ZodType>(
  method: TicketAction['method'],
  noun: string,
  verb: TicketVerb,
  summary: string,
  body: B,
  run: (ticket: Ticket, by: UserActor, input: z.output<B>) => Promise<Ticket>,
): TicketAction {
  return { method, noun, verb, summary, body, run: run }
}

/** Each takes, where it wants one, the `version` that the writer saw. */
export const ticketActions: TicketAction[] = [
  action('put', 'assignment', 'assign', 'Give the ticket to an agent, or to nobody', z.strictObject({ assignee: objectIdText.nullable(), ...seen }), (ticket, by, input) =>
    assignTo(ticket, by, input.assignee, input.version)),
  action('delete', 'assignment', 'assign', 'Take the ticket from whoever has it', nothing, (ticket, by, input) =>
    assignTo(ticket, by, null, input.version)),
  action('post', 'closure', 'close', 'End the work on a ticket', z.strictObject({ reason: z.enum(tickets.closeReasons).default('resolved'), ...seen }), (ticket, by, input) =>
    tickets.close(ticket, by, input.reason, input.version)),
  action('delete', 'closure', 'reopen', 'Open an ended ticket again', nothing, (ticket, by, input) =>
    tickets.reopen(ticket, by, input.version)),
  action('put', 'snooze', 'snooze', 'Put the ticket away until an instant', z.strictObject({ until: instant, ...seen }), (ticket, by, input) =>
    tickets.snooze(ticket, by, new Date(input.until), input.version)),
  action('delete', 'snooze', 'snooze', 'Bring a ticket back that was put away', nothing, (ticket, by, input) =>
    tickets.snooze(ticket, by, null, input.version)),
  action('post', 'tags', 'tag', 'Put tags on a ticket', z.strictObject({ tags: tagNames, ...seen }), (ticket, by, input) =>
    tickets.tag(ticket, by, { add: input.tags }, input.version)),
  action('delete', 'tags', 'tag', 'Take tags off a ticket', z.strictObject({ tags: tagNames, ...seen }), (ticket, by, input) =>
    tickets.tag(ticket, by, { remove: input.tags }, input.version)),
  action('put', 'category', 'categorise', 'Choose the category; the product never changes it afterwards', z.strictObject({ category: z.string().min(1).max(64), ...seen }), async (ticket, by, input) => {
    await checkCategory(input.category)
    return tickets.categorise(ticket, by, input.category, input.version)
  }),
  action('put', 'priority', 'prioritise', 'Choose the priority; the product never changes it afterwards', z.strictObject({ priority: z.enum(tickets.priorities), ...seen }), (ticket, by, input) =>
    tickets.prioritise(ticket, by, input.priority, input.version)),
  action('put', 'spam', 'mark_spam', 'Mark as spam', nothing, (ticket, by, input) =>
    tickets.markSpam(ticket, by, true, input.version)),
  action('delete', 'spam', 'mark_spam', 'Take the spam mark off', nothing, (ticket, by, input) =>
    tickets.markSpam(ticket, by, false, input.version)),
] // prettier-ignore
