import { z } from 'zod'
import { ticketActions } from './ticket-actions.js'
import { route, type AnyRoute } from '../api/route.js'
import * as schemas from '../api/schemas.js'
import { eventJson, ticketJson } from '../api/shapes.js'
import { eventsAfter } from '../../models/events.js'
import { may } from '../../models/may.js'
import { messageEvents } from '../../models/event-types.js'

const seq = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number)

/** What can be put on and taken off a ticket: one route for each line of `ticketActions`. */
export const ticketNounRoutes: AnyRoute[] = [
  ...ticketActions.map((action) =>
    route({
      method: action.method,
      path: `/tickets/:number/${action.noun}`,
      summary: action.summary,
      permission: { ticket: action.verb },
      params: schemas.numberParams,
      body: action.body,
      responses: { 200: schemas.ticket },
      async handler({ web, ticket, actor, body }) {
        const changed = await action.run(ticket, actor, body)
        web.counts.clear()
        return ticketJson(changed, await web.names.get())
      },
    }),
  ),
  route({
    method: 'get',
    path: '/tickets/:number/events',
    summary: 'What happened to a ticket after a sequence number, in order (at most 500)',
    permission: { ticket: 'see' },
    params: schemas.numberParams,
    query: z.strictObject({ after: seq.default(0) }),
    responses: { 200: z.object({ items: z.array(schemas.event), seq: z.number().int() }) },
    async handler({ ticket, actor, query }) {
      const events = await eventsAfter(ticket._id, query.after, 500)
      const seen = may(actor, 'see_notes', ticket)
        ? events
        : events.filter((event) => messageEvents[event.name] !== 'note')
      return { items: seen.map((event) => eventJson(event, ticket.number)), seq: ticket.seq }
    },
  }),
]
