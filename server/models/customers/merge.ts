import { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { Conflict, Invalid, NotFound } from '../../lib/errors.js'
import type { Tx } from '../../lib/mongo.js'
import { actorRef, type Actor } from '../actor.js'
import type { Because } from '../because.js'
import type { NewEvent } from '../events.js'
import { Order } from '../orders/order.js'
import { Ticket, type TicketRecord } from '../tickets/ticket.js'
import { writeTicket } from '../tickets/write.js'
import { inheritBlock } from './block.js'
import { Customer, Identity, type CustomerRecord, type IdentityRecord } from './customer.js'
import { Merge, type MergeRecord } from './merge-journal.js'
import { survivor } from './find.js'

/** Of more tickets than this the merge is told by the person alone, not on each. */
const mostTold = 50

/**
 * Makes two people one inside `tx`: `from` points to `into`, and what was its own moves there, all noted in a journal.
 * Nothing is deleted.
 * @throws Invalid('merge_with_itself'), Conflict('different_shop_accounts') when the shop knows them as two people,
 *   NotFound('customer_not_found')
 */
export async function mergeInto(
  { from, into, because }: { from: Types.ObjectId; into: Types.ObjectId; because: Because[] },
  by: Actor,
  tx: Tx,
): Promise<MergeRecord> {
  const [left, right] = [await alive(from, tx), await alive(into, tx)]
  if (left._id.equals(right._id)) throw new Invalid('merge_with_itself')
  await assertNotTwoShopAccounts(left, right, tx)
  const moved = await belongings(left._id, tx)
  const journal: MergeRecord = {
    _id: new Types.ObjectId(),
    from: left._id,
    into: right._id,
    by: actorRef(by),
    because,
    ...moved,
    ...adopted(left, right),
    at: now(),
  }
  await Merge.insertMany([journal], { session: tx, lean: true })
  await hand(moved, right._id, tx)
  await Customer.updateOne({ _id: left._id }, { $set: { mergedInto: right._id, updatedAt: now() } }, { session: tx }) // prettier-ignore
  await adopt(journal, right, tx)
  await inheritBlock(left, right, tx)
  await tellTickets(moved.tickets, mergeEvent(journal, false), by, tx)
  return journal
}

/** A merge by its id, or null. */
export async function mergeById(id: Types.ObjectId): Promise<MergeRecord | null> {
  return Merge.findById(id).lean<MergeRecord>()
}

/** Merges into or out of this person, latest first (at most 50). */
export async function mergesOf(customer: Types.ObjectId): Promise<MergeRecord[]> {
  const [into, from] = await Promise.all([
    Merge.find({ into: customer }).sort({ at: -1 }).limit(50).lean<MergeRecord[]>(),
    Merge.find({ from: customer }).sort({ at: -1 }).limit(50).lean<MergeRecord[]>(),
  ])
  return [...into, ...from].sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, 50)
}

/** Whether the shop knows these two as different people: they are never made one. */
export async function areTwoShopAccounts(a: Types.ObjectId, b: Types.ObjectId, tx?: Tx): Promise<boolean> {
  const accounts = await Identity.find({ customer: { $in: [a, b] }, type: 'shop_user' })
    .session(tx ?? null)
    .limit(100)
    .lean<IdentityRecord[]>()
  const of = (id: Types.ObjectId): IdentityRecord[] => accounts.filter(({ customer }) => customer.equals(id))
  return of(a).some(({ scope, value }) => of(b).some((other) => other.scope === scope && other.value !== value))
} // prettier-ignore

async function assertNotTwoShopAccounts(a: CustomerRecord, b: CustomerRecord, tx: Tx): Promise<void> {
  if (await areTwoShopAccounts(a._id, b._id, tx))
    throw new Conflict('different_shop_accounts', { from: a._id.toHexString(), into: b._id.toHexString() })
}

async function alive(id: Types.ObjectId, tx: Tx): Promise<CustomerRecord> {
  const customer = await survivor(id, tx)
  if (!customer) throw new NotFound('customer_not_found')
  return customer
}

export type Belongings = Pick<MergeRecord, 'identities' | 'tickets' | 'orders'>

async function belongings(customer: Types.ObjectId, tx: Tx): Promise<Belongings> {
  const ids = async (found: Promise<{ _id: Types.ObjectId }[]>) => (await found).map(({ _id }) => _id)
  return {
    identities: await ids(Identity.find({ customer }, { _id: 1 }).session(tx).lean<IdentityRecord[]>()),
    tickets: await ids(Ticket.find({ customer }, { _id: 1 }).session(tx).lean<TicketRecord[]>()),
    orders: await ids(Order.find({ customer }, { _id: 1 }).session(tx).lean<{ _id: Types.ObjectId }[]>()),
  }
}

/** Gives identities, tickets and orders to a person. */
export async function hand(
  { identities, tickets, orders }: Belongings,
  to: Types.ObjectId,
  tx: Tx,
): Promise<void> {
  const set = { $set: { customer: to } }
  await Identity.updateMany({ _id: { $in: identities } }, set, { session: tx })
  await Ticket.updateMany({ _id: { $in: tickets } }, set, { session: tx })
  await Order.updateMany({ _id: { $in: orders } }, set, { session: tx })
}

/** A name and claims that the other lacks are worth keeping; what it has is not overwritten. */
function adopted(from: CustomerRecord, into: CustomerRecord): Pick<MergeRecord, 'claims' | 'name'> {
  const known = new Set((into.claims ?? []).map(({ type, value }) => `${type}:${value}`))
  const claims = (from.claims ?? []).filter(({ type, value }) => !known.has(`${type}:${value}`)).slice(0, 20)
  return {
    ...(claims.length > 0 ? { claims } : {}),
    ...(into.name === '' && from.name !== '' ? { name: from.name } : {}),
  }
}

async function adopt({ claims, name }: MergeRecord, into: CustomerRecord, tx: Tx): Promise<void> {
  const set = { updatedAt: now(), ...(name === undefined ? {} : { name }) }
  const push = claims ? { $push: { claims: { $each: claims } } } : {}
  await Customer.updateOne({ _id: into._id }, { $set: set, ...push }, { session: tx })
}

/** What the tickets of two people are told when they become one, or two again. */
export function mergeEvent(journal: MergeRecord, undone: boolean): NewEvent {
  const [from, into] = [journal.from.toHexString(), journal.into.toHexString()]
  return { name: 'customer.merged', data: { from, into, undone } }
}

/** Tells the merge on the latest of these tickets. */
export async function tellTickets(
  tickets: readonly Types.ObjectId[],
  event: NewEvent,
  by: Actor,
  tx: Tx,
): Promise<void> {
  for (const id of tickets.slice(-mostTold)) await writeTicket(id, undefined, {}, [event], by, tx)
}
