import { Types } from 'mongoose'
import { z } from 'zod'
import { NotFound } from '../../lib/errors.js'
import type { UserActor } from '../../models/actor.js'
import { assertMay, may } from '../../models/may.js'
import { loadKnowledge } from '../../models/rules/index.js'
import * as tickets from '../../models/tickets/index.js'
import { answer, route, type AnyRoute } from '../api/route.js'
import * as schemas from '../api/schemas.js'
import { rowJson, ticketJson } from '../api/shapes.js'

const number = z.number().int().min(1)
export const splitInput = z.strictObject({
  message: schemas.objectIdText,
  /** Whether what came and went by the same account after it goes along. */
  following: z.boolean().default(false),
  version: schemas.version.optional(),
})

export const ticketMergeRoutes: AnyRoute[] = [
  route({
    method: 'post',
    path: '/tickets/:number/merge',
    summary: 'Make this ticket a part of another one of the same person; `undo` takes it back',
    permission: { ticket: 'merge' },
    params: schemas.numberParams,
    body: z.strictObject({ into: number, version: schemas.version.optional() }),
    responses: { 201: z.object({ undo: z.string(), messages: z.number().int() }) },
    async handler({ web, ticket, actor, body }) {
      const merge = await mergeInto(ticket, actor, body.into, body.version)
      web.counts.clear()
      return { undo: merge._id.toHexString(), messages: merge.messages.length }
    },
  }),
  route({
    method: 'delete',
    path: '/tickets/merges/:id',
    summary: 'Take a merge of tickets back; what came since stays where it came to',
    permission: 'user',
    params: schemas.idParams,
    responses: { 204: null },
    async handler({ web, actor, params }) {
      await takeTicketMergeBack(params.id, actor)
      web.counts.clear()
    },
  }),
  route({
    method: 'post',
    path: '/tickets/:number/split',
    summary: 'Take a received message out into a ticket of its own',
    permission: { ticket: 'merge' },
    params: schemas.numberParams,
    body: splitInput,
    responses: { 201: schemas.ticket },
    async handler({ web, ticket, actor, body }) {
      const opened = await splitOut(ticket, actor, body)
      web.counts.clear()
      return ticketJson(opened, await web.names.get())
    },
  }),
  route({
    method: 'get',
    path: '/tickets/:number/links',
    summary: 'Tickets that have to do with this one, as far as one may see them (at most 50)',
    permission: { ticket: 'see' },
    params: schemas.numberParams,
    responses: { 200: schemas.pageOf(schemas.ticketRow) },
    async handler({ web, ticket, actor }) {
      const names = await web.names.get()
      const linked = (await tickets.linkedTo(ticket)).filter((one) => may(actor, 'see', one))
      return { items: linked.map((one) => rowJson(one, names)), next: null }
    },
  }),
  route({
    method: 'post',
    path: '/tickets/:number/links',
    summary: 'Note that two tickets have to do with each other',
    permission: { ticket: 'merge' },
    params: schemas.numberParams,
    body: z.strictObject({ to: number }),
    responses: { 204: null },
    async handler({ ticket, actor, body }) {
      await tickets.link(ticket, await tickets.byNumber(body.to, actor), actor)
      return answer(204)
    },
  }),
  route({
    method: 'delete',
    path: '/tickets/:number/links',
    summary: 'Take such a note back',
    permission: { ticket: 'merge' },
    params: schemas.numberParams,
    body: z.strictObject({ to: number }),
    responses: { 204: null },
    async handler({ ticket, actor, body }) {
      await tickets.unlink(ticket, await tickets.byNumber(body.to, actor), actor)
      return answer(204)
    },
  }),
]

/** Merges a ticket into another that this person may merge as well. @throws what `mergeTickets` throws */
export async function mergeInto(
  ticket: tickets.TicketRecord,
  by: UserActor,
  into: number,
  seen?: number,
): Promise<tickets.TicketMergeRecord> {
  const target = await tickets.byNumber(into, by)
  assertMay(by, 'merge', target)
  return tickets.mergeTickets(ticket, target, by, seen)
}

/** Takes a merge back for who may merge both. @returns number of the ticket that is whole again */
export async function takeTicketMergeBack(id: string, by: UserActor): Promise<number> {
  const merge = await tickets.ticketMergeById(new Types.ObjectId(id))
  if (!merge) throw new NotFound('merge_not_found')
  for (const one of [merge.into, merge.from]) assertMay(by, 'merge', await tickets.byId(one, by))
  await tickets.unmergeTickets(merge._id, by)
  return (await tickets.byId(merge.from, by)).number
}

/** Takes a message out into a ticket of its own. @throws what `split` throws */
export async function splitOut(
  ticket: tickets.TicketRecord,
  by: UserActor,
  { message, following, version }: z.output<typeof splitInput>,
): Promise<tickets.TicketRecord> {
  const what = { message: new Types.ObjectId(message), following }
  return tickets.split(ticket, what, by, await loadKnowledge(), version)
}
