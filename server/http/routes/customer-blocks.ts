import { z } from 'zod'
import { block, mostReason, unblock } from '../../models/customers/block.js'
import { route, type AnyRoute } from '../api/route.js'
import * as schemas from '../api/schemas.js'
import { customerFor } from './customers.js'

export const blockInput = z.strictObject({
  /** Why; it stands in the audit. */
  reason: z.string().trim().min(1).max(mostReason),
  /** When it ends by itself; without it when somebody ends it. */
  until: schemas.instant.optional(),
})

export const customerBlockRoutes: AnyRoute[] = [
  route({
    method: 'put',
    path: '/customers/:id/block',
    summary: 'Take nothing more from a customer by any channel, for a reason; what they write is kept unread',
    permission: { area: 'block_customer' },
    params: schemas.idParams,
    body: blockInput,
    responses: { 204: null },
    async handler({ actor, origin, params, body }) {
      const { customer } = await customerFor(actor, params.id)
      const until = body.until === undefined ? null : new Date(body.until)
      await block(customer._id, { reason: body.reason, until }, origin)
    },
  }),
  route({
    method: 'delete',
    path: '/customers/:id/block',
    summary: 'Let a blocked customer write again',
    permission: { area: 'block_customer' },
    params: schemas.idParams,
    responses: { 204: null },
    async handler({ actor, origin, params }) {
      const { customer } = await customerFor(actor, params.id)
      await unblock(customer._id, origin)
    },
  }),
]
