import { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import type { Tx } from '../../lib/mongo.js'
import type { IdentityRef } from '../intake/message-shapes.js'
import { Customer, Identity, type Claim, type CustomerRecord, type IdentityRecord } from './customer.js'
import { survivor } from './find.js'

/** Somebody who writes: what they are known by, what they claim, and what they call themselves. */
export interface Person {
  /** Identities that may find a known customer; the caller left out what nothing proves. */
  refs: readonly IdentityRef[]
  claims?: readonly Pick<Claim, 'type' | 'value'>[]
  name: string
  locale: 'tr' | 'en' | null
}

/**
 * The customers behind these people's identities, following merges, each made when nobody has the identities yet; in
 * the order given. Names and claims never identify anybody.
 * @throws a duplicate-key error of `identities` when another change makes the same person now: run the change again
 */
export async function identifyAll(people: readonly Person[], tx: Tx): Promise<CustomerRecord[]> {
  const known = await knownCustomers(people, tx)
  const made: { customer: CustomerRecord; refs: readonly IdentityRef[] }[] = []
  const customers = people.map((person) => {
    const found = person.refs.map((ref) => known.get(keyOf(ref))).find((customer) => customer !== undefined)
    if (found) return found
    const customer = newCustomer(person)
    // Two mails of one new person may come in together.
    for (const ref of person.refs) known.set(keyOf(ref), customer)
    made.push({ customer, refs: person.refs })
    return customer
  })
  await store(made, tx)
  return customers
}

/** Who has each identity now, by `keyOf`; merges are followed. */
export async function knownCustomers(
  people: readonly Pick<Person, 'refs'>[],
  tx?: Tx,
): Promise<Map<string, CustomerRecord>> {
  const refs = people.flatMap(({ refs }) => refs)
  if (refs.length === 0) return new Map()
  const identities = await Identity.find({
    $or: refs.map(({ type, scope, value }) => ({ type, scope, value })),
  })
    .session(tx ?? null)
    .lean<IdentityRecord[]>()
  if (identities.length === 0) return new Map()
  const customers = await Customer.find({ _id: { $in: identities.map(({ customer }) => customer) } })
    .session(tx ?? null)
    .lean<CustomerRecord[]>()
  const byId = new Map(customers.map((customer) => [customer._id.toHexString(), customer]))
  const known = new Map<string, CustomerRecord>()
  for (const identity of identities) {
    const customer = byId.get(identity.customer.toHexString())
    const alive = customer?.mergedInto ? await survivor(customer._id, tx) : customer
    if (alive) known.set(keyOf(identity), alive)
  }
  return known
}

/** One name for an identity, for looking it up. */
export function keyOf({ type, scope, value }: Pick<IdentityRef, 'type' | 'scope' | 'value'>): string {
  return JSON.stringify([type, scope, value])
}

/** An identity's row for a customer. */
export function identityRow(ref: IdentityRef, customer: Types.ObjectId): IdentityRecord {
  const { type, scope, value, proof } = ref
  const at = now()
  return { _id: new Types.ObjectId(), customer, type, scope, value, proof, lastSeenAt: at, createdAt: at }
}

function newCustomer(person: Person): CustomerRecord {
  const at = now()
  const claims = (person.claims ?? []).slice(0, 10).map((claim) => ({ ...claim, at }))
  return {
    _id: new Types.ObjectId(),
    name: person.name.slice(0, 200),
    locale: person.locale,
    segment: null,
    mergedInto: null,
    ...(claims.length > 0 ? { claims } : {}),
    createdAt: at,
    updatedAt: at,
  }
}

async function store(
  made: { customer: CustomerRecord; refs: readonly IdentityRef[] }[],
  tx: Tx,
): Promise<void> {
  const identities = made.flatMap(({ customer, refs }) => refs.map((ref) => identityRow(ref, customer._id)))
  if (identities.length > 0) await Identity.insertMany(identities, { session: tx, lean: true })
  if (made.length > 0) await Customer.insertMany(made.map(({ customer }) => customer), { session: tx, lean: true }) // prettier-ignore
}
