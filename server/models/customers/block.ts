import type { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { NotFound } from '../../lib/errors.js'
import { change } from '../../lib/mongo.js'
import { actorRef } from '../actor.js'
import { audit, type Origin } from '../audits/audit.js'
import { Customer, type CustomerRecord } from './customer.js'

/**
 * Takes nothing more from a customer in the chat, or does so again; what they wrote stays. Told in the audit.
 * @throws NotFound('customer_not_found')
 */
export async function setBlocked(id: Types.ObjectId, blocked: boolean, origin: Origin): Promise<void> {
  await change(async (tx) => {
    const customer = await Customer.findById(id).session(tx).lean<CustomerRecord>()
    if (!customer) throw new NotFound('customer_not_found')
    if (Boolean(customer.blocked) === blocked) return
    const at = now()
    const update = blocked
      ? { $set: { blocked: { by: actorRef(origin.actor), at }, updatedAt: at } }
      : { $unset: { blocked: 1 as const }, $set: { updatedAt: at } }
    await Customer.updateOne({ _id: id }, update, { session: tx })
    const action = blocked ? 'customer.blocked' : 'customer.unblocked'
    await audit({ action, thing: { kind: 'customer', id: id.toHexString() } }, origin, tx)
  })
}
