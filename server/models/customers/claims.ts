import type { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import type { Tx } from '../../lib/mongo.js'
import { Customer, Identity, type Claim, type CustomerRecord, type IdentityRecord } from './customer.js'
import { survivor } from './find.js'

/** As many typed addresses as are kept of one person. */
const mostClaims = 20

/** Keeps addresses that somebody typed for a customer, as claims; those that are known already change nothing. */
export async function addClaims(
  customer: CustomerRecord,
  claims: readonly Pick<Claim, 'type' | 'value'>[],
  tx: Tx,
): Promise<void> {
  const identities = await Identity.find({ customer: customer._id }).session(tx).limit(100).lean<IdentityRecord[]>()
  const had = [...(customer.claims ?? []), ...identities]
  const fresh = claims.filter((claim) => !had.some(({ type, value }) => type === claim.type && value === claim.value))
  const added = fresh.slice(0, Math.max(0, mostClaims - (customer.claims ?? []).length)).map((claim) => ({ ...claim, at: now() }))
  if (added.length === 0) return
  await Customer.updateOne({ _id: customer._id }, { $push: { claims: { $each: added } }, $set: { updatedAt: now() } }, { session: tx })
} // prettier-ignore

/** Somebody who uses, or once typed, an address; `proven` where something vouches for it. */
export interface Likely {
  customer: CustomerRecord
  proven: boolean
}

/** Who a caller may be, by the number or address they give: at most ten people, those first for whom something vouches. */
export async function likelyCustomers(claims: readonly Pick<Claim, 'type' | 'value'>[]): Promise<Likely[]> {
  if (claims.length === 0) return []
  const exact = claims.map(({ type, value }) => ({ type, scope: '', value }))
  const [identities, claimants] = await Promise.all([
    Identity.find({ $or: exact }).limit(20).lean<IdentityRecord[]>(),
    Customer.find({ claims: { $exists: true }, 'claims.value': { $in: claims.map(({ value }) => value) } }).limit(20).lean<CustomerRecord[]>(),
  ])
  const found = [
    ...identities.map(({ customer, proof }) => ({ id: customer, proven: proof !== 'none' })),
    ...claimants.map(({ _id }) => ({ id: _id, proven: false })),
  ]
  return alive(found.sort((a, b) => Number(b.proven) - Number(a.proven)))
} // prettier-ignore

async function alive(found: readonly { id: Types.ObjectId; proven: boolean }[]): Promise<Likely[]> {
  const people = new Map<string, Likely>()
  for (const { id, proven } of found) {
    const customer = await survivor(id)
    const key = customer?._id.toHexString()
    if (customer && key !== undefined && !people.has(key)) people.set(key, { customer, proven })
  }
  return [...people.values()].slice(0, 10)
}
