import { z } from 'zod'
import { presentMessage } from '../../../views/present/messages.js'
import { presentStoryItem } from '../../../views/present/story.js'
import type { StoryItemView } from '../../../views/types.js'
import { now } from '../../lib/clock.js'
import type { UserActor } from '../../models/actor.js'
import { storyOf, type CustomerRecord } from '../../models/customers/index.js'
import * as messages from '../../models/messages/index.js'
import type { TicketRecord } from '../../models/tickets/index.js'
import { route, type AnyRoute } from '../api/route.js'
import * as schemas from '../api/schemas.js'
import { readTimeCursor, timeCursor } from '../api/time-cursor.js'
import { customerFor } from './customers.js'
import { seenMessage } from './messages.js'

const promise = z.object({
  ...{ message: z.string(), ticket: z.number().int(), text: z.string(), until: schemas.instant },
  state: z.enum(['open', 'kept', 'broken']),
})
const entry = z.object({
  ...{ id: z.string(), kind: z.string(), at: schemas.instant, ticket: z.number().int(), subject: z.string() },
  ...{ channel: z.string(), author: z.string(), direction: z.enum(['in', 'out', '']), text: z.string() },
  order: z.string(),
  total: z.object({ amountMinor: z.number().int(), currency: z.string() }).nullable(),
  score: z.number(),
  promise: promise.nullable(),
})

/** A promise as an agent marks it. */
export const promiseInput = z.strictObject({
  until: schemas.instant,
  text: z.string().trim().min(1).max(500),
})

export const customerStoryRoutes: AnyRoute[] = [
  route({
    method: 'get',
    path: '/customers/:id/timeline',
    summary: 'What happened with a customer on all channels, newest first: words, promises, orders, ratings',
    permission: 'user',
    params: schemas.idParams,
    query: schemas.pageQuery,
    responses: { 200: schemas.pageOf(entry) },
    handler: ({ actor, params, query }) => storyPage(actor, params.id, query),
  }),
  route({
    method: 'put',
    path: '/messages/:id/promise',
    summary: 'Mark what we said as a promise that is due at an instant',
    permission: { message: 'reply' },
    params: schemas.idParams,
    body: promiseInput,
    responses: { 200: schemas.message },
    async handler({ ticket, actor, params, body }) {
      const message = await seenMessage(ticket, actor, params.id)
      const promised = { until: new Date(body.until), text: body.text }
      return presentMessage(await messages.promise(message, promised, actor), ticket.number)
    },
  }),
  route({
    method: 'put',
    path: '/messages/:id/promise/kept',
    summary: 'A promise was kept',
    permission: { message: 'reply' },
    params: schemas.idParams,
    responses: { 200: schemas.message },
    async handler({ ticket, actor, params }) {
      const message = await seenMessage(ticket, actor, params.id)
      return presentMessage(await messages.keepPromise(message, actor), ticket.number)
    },
  }),
  route({
    method: 'delete',
    path: '/messages/:id/promise',
    summary: 'Take the mark of a promise off; what was said stays',
    permission: { message: 'reply' },
    params: schemas.idParams,
    responses: { 200: schemas.message },
    async handler({ ticket, actor, params }) {
      const message = await seenMessage(ticket, actor, params.id)
      return presentMessage(await messages.dropPromise(message, actor), ticket.number)
    },
  }),
]

interface StoryQuery {
  cursor?: string | undefined
  limit?: number | undefined
}

interface StoryPage {
  items: StoryItemView[]
  next: string | null
}

/** A page of a customer's story, of the tickets that this user may see. @throws Invalid('cursor_invalid') */
export async function storyPage(actor: UserActor, id: string, query: StoryQuery): Promise<StoryPage> {
  const { customer, tickets } = await customerFor(actor, id)
  return storyIn(customer, tickets, query)
}

/** The same in tickets that are known to be theirs to see. */
export async function storyIn(
  customer: CustomerRecord,
  tickets: readonly TicketRecord[],
  { cursor, limit = 30 }: StoryQuery,
): Promise<StoryPage> {
  const before = cursor === undefined ? {} : { before: readTimeCursor(cursor) }
  const entries = await storyOf(customer._id, tickets, { ...before, limit })
  const shown = entries.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map((one) => presentStoryItem(one, now())),
    next: entries.length > limit && last ? timeCursor(last.at, last.id) : null,
  }
}
