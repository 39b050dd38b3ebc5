import { now } from '../../lib/clock.js'
import { change, isDuplicate } from '../../lib/mongo.js'
import type { IdentityRef, NormalisedEvent } from '../intake/message-shapes.js'
import { Customer, Identity, type IdentityRecord } from './customer.js'
import { identityRow } from './identify.js'

type IdentityChange = Extract<NormalisedEvent, { kind: 'identity' }>

/**
 * What a network says of its own accounts. A second id of the same account becomes the person's as well, unless somebody
 * else has it: two people are never made one by this. A number that changed, or a phone that is in other hands, loses
 * its proof and is only a claim from then on.
 * @returns what became of it, a code for the delivery's outcome
 */
export async function takeIdentityChange({ change: kind, from, to }: IdentityChange): Promise<string> {
  const known = await find(from)
  if (!known) return 'identity_unknown'
  if (kind === 'trust-lost') {
    await Identity.updateOne({ _id: known._id }, { $set: { proof: 'none' } })
    return 'identity_trust_lost'
  }
  if (!to) return 'identity_without_target'
  const added = await add(known, to)
  if (kind === 'renumbered') await forget(known)
  return added ? `identity_${kind}` : 'identity_owned_by_another'
}

/** Whether somebody wants to hear only what they asked for. @returns false when nobody is known by it */
export async function setOptOut({ type, scope, value }: IdentityRef, out: boolean): Promise<boolean> {
  const update = out ? { $set: { optedOut: now() } } : { $unset: { optedOut: 1 as const } }
  const found = await Identity.updateOne({ type, scope, value }, update)
  return found.matchedCount > 0
}

async function find({ type, scope, value }: IdentityRef): Promise<IdentityRecord | null> {
  return Identity.findOne({ type, scope, value }).lean<IdentityRecord>()
}

async function add(known: IdentityRecord, to: IdentityRef): Promise<boolean> {
  const owner = await find(to)
  if (owner) return owner.customer.equals(known.customer)
  try {
    await Identity.insertMany([identityRow(to, known.customer)], { lean: true })
    return true
  } catch (error) {
    if (isDuplicate(error)) return (await find(to))?.customer.equals(known.customer) ?? false
    throw error
  }
}

/** The old number may belong to somebody else tomorrow. */
async function forget({ _id, customer, type, value }: IdentityRecord): Promise<void> {
  await change(async (tx) => {
    await Identity.deleteOne({ _id }, { session: tx })
    if (type !== 'phone' && type !== 'email') return
    await Customer.updateOne({ _id: customer }, { $push: { claims: { type, value, at: now() } } }, { session: tx }) // prettier-ignore
  })
}
