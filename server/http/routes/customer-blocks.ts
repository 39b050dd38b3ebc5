import { setBlocked } from '../../models/customers/block.js'
import type { UserActor } from '../../models/actor.js'
import type { Origin } from '../../models/audits/index.js'
import { route, type AnyRoute } from '../api/route.js'
import * as schemas from '../api/schemas.js'
import { customerFor } from './customers.js'

export const customerBlockRoutes: AnyRoute[] = [
  route({
    method: 'put',
    path: '/customers/:id/block',
    summary: 'Take nothing more from a customer in the chat; what they wrote stays',
    permission: { area: 'block_customer' },
    params: schemas.idParams,
    responses: { 204: null },
    handler: ({ origin, params }) => block(params.id, true, origin),
  }),
  route({
    method: 'delete',
    path: '/customers/:id/block',
    summary: 'Let a blocked customer write in the chat again',
    permission: { area: 'block_customer' },
    params: schemas.idParams,
    responses: { 204: null },
    handler: ({ origin, params }) => block(params.id, false, origin),
  }),
]

async function block(id: string, blocked: boolean, origin: Origin & { actor: UserActor }): Promise<void> {
  const { customer } = await customerFor(origin.actor, id)
  await setBlocked(customer._id, blocked, origin)
}
