import { Types } from 'mongoose'
import { z } from 'zod'
import type { UserActor } from '../../models/actor.js'
import type { Origin } from '../../models/audits/index.js'
import { dropIdentity, doubtIdentity } from '../../models/customers/index.js'
import { route, type AnyRoute } from '../api/route.js'
import * as schemas from '../api/schemas.js'
import { customerFor } from './customers.js'

const params = z.strictObject({ id: schemas.objectIdText, identity: schemas.objectIdText })

export const customerIdentityRoutes: AnyRoute[] = [
  route({
    method: 'delete',
    path: '/customers/:id/identities/:identity',
    summary: 'An address, number or account is no longer theirs; who writes by it next is somebody new',
    permission: { area: 'merge_customers' },
    params,
    responses: { 204: null },
    handler: ({ origin, params: { id, identity } }) => takeIdentity(id, identity, origin, 'drop'),
  }),
  route({
    method: 'delete',
    path: '/customers/:id/identities/:identity/proof',
    summary: 'Trust an address, number or account no longer than its own word',
    permission: { area: 'merge_customers' },
    params,
    responses: { 204: null },
    handler: ({ origin, params: { id, identity } }) => takeIdentity(id, identity, origin, 'doubt'),
  }),
]

/** Takes an identity, or its proof, from a customer. @throws NotFound('identity_not_found') */
export async function takeIdentity(
  id: string,
  identity: string,
  origin: Origin & { actor: UserActor },
  act: 'drop' | 'doubt',
): Promise<void> {
  const { customer } = await customerFor(origin.actor, id)
  const take = act === 'drop' ? dropIdentity : doubtIdentity
  await take(customer._id, new Types.ObjectId(identity), origin)
}
