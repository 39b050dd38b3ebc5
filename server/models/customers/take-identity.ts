import type { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { NotFound } from '../../lib/errors.js'
import { change, type Tx } from '../../lib/mongo.js'
import { audit, type Origin } from '../audits/audit.js'
import { Customer, Identity, type IdentityRecord } from './customer.js'

/**
 * An identity is no longer this person's: who writes by it next is somebody new. An address or number stays as a claim,
 * so that it is still known where they were reached.
 * @throws NotFound('identity_not_found')
 */
export async function dropIdentity(
  customer: Types.ObjectId,
  id: Types.ObjectId,
  origin: Origin,
): Promise<void> {
  await change(async (tx) => {
    const identity = await own(customer, id, tx)
    const { type, value } = identity
    await Identity.deleteOne({ _id: id }, { session: tx })
    const claim =
      type === 'email' || type === 'phone' ? { $push: { claims: { type, value, at: now() } } } : {}
    await Customer.updateOne({ _id: customer }, { $set: { updatedAt: now() }, ...claim }, { session: tx })
    await tell('customer.identity_removed', customer, identity, origin, tx)
  })
}

/** What proved an identity is believed no longer; messages by it still find this person. @throws as dropIdentity */
export async function doubtIdentity(
  customer: Types.ObjectId,
  id: Types.ObjectId,
  origin: Origin,
): Promise<void> {
  await change(async (tx) => {
    const identity = await own(customer, id, tx)
    if (identity.proof === 'none') return
    await Identity.updateOne({ _id: id }, { $set: { proof: 'none' } }, { session: tx })
    await tell('customer.identity_doubted', customer, identity, origin, tx)
  })
}

async function own(customer: Types.ObjectId, id: Types.ObjectId, tx: Tx): Promise<IdentityRecord> {
  const identity = await Identity.findOne({ _id: id, customer }).session(tx).lean<IdentityRecord>()
  if (!identity) throw new NotFound('identity_not_found')
  return identity
}

async function tell(
  action: string,
  customer: Types.ObjectId,
  { type, value, proof }: IdentityRecord,
  origin: Origin,
  tx: Tx,
): Promise<void> {
  const thing = { kind: 'customer', id: customer.toHexString() }
  await audit({ action, thing, before: { type, value, proof } }, origin, tx)
}
