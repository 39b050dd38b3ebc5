import type { Types } from 'mongoose'
import type { Tx } from '../../lib/mongo.js'
import type { IdentityRef } from '../intake/message-shapes.js'
import { Customer, Identity, type CustomerRecord, type IdentityRecord } from './customer.js'

/**
 * The customer behind the first known of these identities, following merges; null when none is known.
 * Names never identify anybody.
 */
export async function findByIdentity(refs: readonly IdentityRef[], tx?: Tx): Promise<CustomerRecord | null> {
  for (const { type, scope, value } of refs) {
    const identity = await Identity.findOne({ type, scope, value }).session(tx ?? null).lean<IdentityRecord>()
    if (identity) return survivor(identity.customer, tx)
  }
  return null
} // prettier-ignore

/** The customer of this id, or the one it was merged into. */
export async function survivor(id: Types.ObjectId, tx?: Tx): Promise<CustomerRecord | null> {
  let customer = await Customer.findById(id).session(tx ?? null).lean<CustomerRecord>()
  // A chain of merges is short; the bound keeps a damaged one from turning in circles.
  for (let step = 0; customer?.mergedInto && step < 10; step++) {
    customer = await Customer.findById(customer.mergedInto).session(tx ?? null).lean<CustomerRecord>()
  }
  return customer
} // prettier-ignore

/** The identities of a customer, oldest first. */
export async function identitiesOf(customer: Types.ObjectId, tx?: Tx): Promise<IdentityRecord[]> {
  return Identity.find({ customer }).session(tx ?? null).sort({ _id: 1 }).limit(100).lean<IdentityRecord[]>()
} // prettier-ignore

/** The address mail to this customer goes to, or null when none is known. */
export async function emailOf(customer: Types.ObjectId, tx?: Tx): Promise<string | null> {
  return (await identitiesOf(customer, tx)).find((identity) => identity.type === 'email')?.value ?? null
}
