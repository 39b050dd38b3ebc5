import { z } from 'zod'
import { presentRoute, withChosen } from '../../../views/present/routes.js'
import type { RouteView } from '../../../views/types.js'
import { channelNames } from '../../models/intake/message-shapes.js'
import { replyRoutes } from '../../models/messages/index.js'
import { renewStatusLinks, statusLink, type TicketRecord } from '../../models/tickets/index.js'
import { route, type AnyRoute } from '../api/route.js'
import * as schemas from '../api/schemas.js'
import { limitsOf } from '../reply-limits.js'
import type { Web } from '../web.js'

const replyRoute = z.object({
  key: z.string(),
  channel: z.enum(channelNames),
  account: z.string(),
  ambiguous: z.boolean(),
  to: z.string(),
  public: z.boolean(),
  chosen: z.boolean(),
  blocked: z.enum(['', 'opted_out']),
  unproven: z.boolean(),
  mode: z.enum(['free', 'tagged', 'template', 'closed']),
  until: z.string(),
  oneWay: z.boolean(),
  byHand: z.boolean(),
  maxChars: z.number().int(),
  files: z.number().int(),
  fileBytes: z.number().int(),
  counted: z.boolean(),
  templates: z.array(z.object({ id: z.string(), name: z.string(), text: z.string() })),
})

export const replyRouteRoutes: AnyRoute[] = [
  route({
    method: 'get',
    path: '/tickets/:number/routes',
    summary:
      'Every way to answer the customer, with what may be sent by it now; `chosen` is what the composer offers first',
    permission: { ticket: 'reply' },
    params: schemas.numberParams,
    responses: { 200: z.object({ items: z.array(replyRoute) }) },
    handler: async ({ web, ticket }) => ({ items: await routeViews(web, ticket) }),
  }),
  route({
    method: 'post',
    path: '/tickets/:number/status-link',
    summary: 'The customer’s own link to this ticket; whoever has it may read and write there',
    permission: { ticket: 'reply' },
    params: schemas.numberParams,
    responses: { 200: z.object({ url: z.string() }) },
    handler: ({ web, ticket }) =>
      Promise.resolve({ url: statusLink(ticket, web.secrets, web.config.web.publicBaseUrl) }),
  }),
  route({
    method: 'delete',
    path: '/tickets/:number/status-link',
    summary: 'End every link to this ticket that was given out; the answer is the new one',
    permission: { ticket: 'reply' },
    params: schemas.numberParams,
    responses: { 200: z.object({ url: z.string() }) },
    async handler({ web, ticket, actor }) {
      const renewed = await renewStatusLinks(ticket, actor)
      return { url: statusLink(renewed, web.secrets, web.config.web.publicBaseUrl) }
    },
  }),
]

/**
 * The ways to the ticket's customer as pages and the API show them.
 * @param chosen key of the one that the writer has chosen
 */
export async function routeViews(web: Web, ticket: TicketRecord, chosen = ''): Promise<RouteView[]> {
  const routes = await replyRoutes(ticket)
  return withChosen(
    routes.map((one) => presentRoute(one, limitsOf(one, web))),
    chosen,
  )
}
