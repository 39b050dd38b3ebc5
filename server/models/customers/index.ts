import { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import type { Tx } from '../../lib/mongo.js'
import type { IdentityRef } from '../intake/message-shapes.js'
import { Customer, Identity, type CustomerRecord, type IdentityRecord } from './customer.js'

export { Customer, Identity } from './customer.js'
export type { CustomerRecord, IdentityRecord } from './customer.js'

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

/**
 * The customer of these identities, made when nobody has them yet.
 * @throws a duplicate-key error of `identities` when another change makes the same person now: run the change again
 */
export async function identify(
  refs: readonly IdentityRef[],
  person: { name: string; locale: 'tr' | 'en' | null },
  tx: Tx,
): Promise<{ customer: CustomerRecord; isNew: boolean }> {
  const known = await findByIdentity(refs, tx)
  if (known) return { customer: known, isNew: false }
  const at = now()
  const customer: CustomerRecord = {
    _id: new Types.ObjectId(),
    name: person.name.slice(0, 200),
    locale: person.locale,
    segment: null,
    mergedInto: null,
    createdAt: at,
    updatedAt: at,
  }
  await Identity.insertMany(
    refs.map(({ type, scope, value, proof }) => ({ _id: new Types.ObjectId(), customer: customer._id, type, scope, value, proof, createdAt: at })),
    { session: tx, lean: true },
  ) // prettier-ignore
  await Customer.insertMany([customer], { session: tx, lean: true })
  return { customer, isNew: true }
}

/** The identities of a customer, oldest first. */
export async function identitiesOf(customer: Types.ObjectId, tx?: Tx): Promise<IdentityRecord[]> {
  return Identity.find({ customer }).session(tx ?? null).sort({ _id: 1 }).limit(100).lean<IdentityRecord[]>()
} // prettier-ignore

/** The address mail to this customer goes to, or null when none is known. */
export async function emailOf(customer: Types.ObjectId, tx?: Tx): Promise<string | null> {
  return (await identitiesOf(customer, tx)).find((identity) => identity.type === 'email')?.value ?? null
}
