import type { Types } from 'mongoose'
import { days, now, nowMs } from '../../lib/clock.js'
import type { Tx } from '../../lib/mongo.js'
import { system } from '../actor.js'
import type { IdentityRef } from '../intake/message-shapes.js'
import { Customer, Identity, type CustomerRecord, type IdentityRecord } from './customer.js'
import { identifyAll, identityRow, keyOf, knownCustomers, type Person } from './identify.js'
import { areTwoShopAccounts, mergeInto } from './merge.js'

/** Which identity says most about who somebody is, strongest first. */
const strength: readonly IdentityRef['type'][] = ['shop_user', 'marketplace_user', 'email', 'phone', 'wa_bsuid', 'telegram', 'psid', 'igsid', 'x', 'visitor'] // prettier-ignore

/** Numbers are given to other people: one that was silent this long is nobody we know. */
export const phoneForgottenAfter = days(183)

/**
 * The customer of somebody who writes now, with all that their message proves: identities nobody has yet become theirs,
 * and two customers whose identities one signed session holds become one, unless the shop knows them as two.
 * @throws a duplicate-key error of `identities` when another change makes the same person now: run the change again
 */
export async function recognise(person: Person, tx: Tx): Promise<CustomerRecord> {
  const refs = [...person.refs].sort((a, b) => strength.indexOf(a.type) - strength.indexOf(b.type))
  await forgetOldNumbers(refs, tx)
  const known = await knownCustomers([{ refs }], tx)
  const owners = [...new Map([...known.values()].map((one) => [one._id.toHexString(), one])).values()]
  const [main] = refs.map((ref) => known.get(keyOf(ref))).filter((owner) => owner !== undefined)
  if (!main) return (await identifyAll([{ ...person, refs }], tx))[0] as CustomerRecord
  const fresh = refs.filter((ref) => !known.has(keyOf(ref)))
  if (await isAnotherAccount(fresh, main, tx))
    // An address that a second account of the shop gives as well is a family's: it stays with whom it was first.
    return (await identifyAll([{ ...person, refs: fresh }], tx))[0] as CustomerRecord
  const own = await joined(main, owners, refs, known, tx)
  await addIdentities(fresh.filter(isProven), own._id, tx)
  await seen(refs, own, tx)
  return learn(own, person, tx)
}

/** Whether an identity may be joined to others without a person's word. */
export function isProven({ proof }: Pick<IdentityRef, 'proof'>): boolean {
  return proof !== 'none'
}

/** Whether somebody signs in by a shop's account while the person is known to the same shop by another one. */
async function isAnotherAccount(
  fresh: readonly IdentityRef[],
  main: CustomerRecord,
  tx: Tx,
): Promise<boolean> {
  const accounts = fresh.filter(({ type }) => type === 'shop_user')
  if (accounts.length === 0) return false
  const scopes = accounts.map(({ scope }) => scope)
  const other = await Identity.findOne({ customer: main._id, type: 'shop_user', scope: { $in: scopes } })
    .session(tx)
    .lean<IdentityRecord>()
  return other !== null
}

/** Two that the same signed or answered session holds are one person. */
async function joined(
  main: CustomerRecord,
  owners: readonly CustomerRecord[],
  refs: readonly IdentityRef[],
  known: ReadonlyMap<string, CustomerRecord>,
  tx: Tx,
): Promise<CustomerRecord> {
  for (const other of owners) {
    if (other._id.equals(main._id)) continue
    const vouched = refs.some((ref) => known.get(keyOf(ref))?._id.equals(other._id) && ['signed', 'roundtrip'].includes(ref.proof)) // prettier-ignore
    if (!vouched || (await areTwoShopAccounts(other._id, main._id, tx))) continue
    await mergeInto(
      { from: other._id, into: main._id, because: [{ code: 'signed_by_shop', detail: '' }] },
      system,
      tx,
    )
  }
  return main
}

async function addIdentities(refs: readonly IdentityRef[], customer: Types.ObjectId, tx: Tx): Promise<void> {
  if (refs.length === 0) return
  await Identity.insertMany(refs.map((ref) => identityRow(ref, customer)), { session: tx, lean: true }) // prettier-ignore
}

/** Once a day is enough to know an address alive; a better proof is kept. */
async function seen(refs: readonly IdentityRef[], customer: CustomerRecord, tx: Tx): Promise<void> {
  const identities = await Identity.find({ customer: customer._id }).session(tx).limit(100).lean<IdentityRecord[]>()
  for (const ref of refs) {
    const row = identities.find((one) => keyOf(one) === keyOf(ref))
    if (!row) continue
    const set = {
      ...(ranks.indexOf(ref.proof) > ranks.indexOf(row.proof) ? { proof: ref.proof } : {}),
      ...(nowMs() - (row.lastSeenAt ?? row.createdAt).getTime() > days(1) ? { lastSeenAt: now() } : {}),
    }
    if (Object.keys(set).length > 0) await Identity.updateOne({ _id: row._id }, { $set: set }, { session: tx })
  }
} // prettier-ignore

const ranks: readonly IdentityRef['proof'][] = ['none', 'transport', 'signed', 'roundtrip']

async function learn(customer: CustomerRecord, person: Person, tx: Tx): Promise<CustomerRecord> {
  const had = new Set((customer.claims ?? []).map(({ type, value }) => `${type}:${value}`))
  const fresh = (person.claims ?? []).filter(({ type, value }) => !had.has(`${type}:${value}`))
  const name = customer.name === '' ? person.name.slice(0, 200) : customer.name
  if (fresh.length === 0 && name === customer.name) return customer
  const claims = fresh.slice(0, Math.max(0, 20 - had.size)).map((claim) => ({ ...claim, at: now() }))
  await Customer.updateOne(
    { _id: customer._id },
    {
      $set: { name, updatedAt: now() },
      ...(claims.length > 0 ? { $push: { claims: { $each: claims } } } : {}),
    },
    { session: tx },
  )
  return { ...customer, name, claims: [...(customer.claims ?? []), ...claims] }
}

/** A number that has been silent for half a year loses its owner, who keeps it as a claim; who writes now starts anew. */
export async function forgetOldNumbers(refs: readonly IdentityRef[], tx: Tx): Promise<void> {
  for (const { type, scope, value } of refs.filter((ref) => ref.type === 'phone')) {
    const row = await Identity.findOne({ type, scope, value }).session(tx).lean<IdentityRecord>()
    if (!row || nowMs() - (row.lastSeenAt ?? row.createdAt).getTime() <= phoneForgottenAfter) continue
    await Identity.deleteOne({ _id: row._id }, { session: tx })
    const claim = { type: 'phone', value, at: now() }
    await Customer.updateOne({ _id: row.customer }, { $push: { claims: claim } }, { session: tx })
  }
}
