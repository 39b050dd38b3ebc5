import type { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { isDuplicate, type Tx } from '../../lib/mongo.js'
import { objectId, pageLimit, pageOf, type Page, type PageRequest } from '../page.js'
import { Order, type OrderRecord } from './order.js'

/** What a marketplace tells of an order; fields left out keep what they had. */
export type OrderFacts = Pick<
  OrderRecord,
  'marketplace' | 'externalId' | 'number' | 'seller' | 'total' | 'status'
> &
  Partial<Omit<OrderRecord, '_id' | 'createdAt' | 'updatedAt'>>

/**
 * Stores what is known of an order now; the same facts told twice give one order. Facts that come out of their order do
 * not undo what is final: a completed or cancelled order does not go back to placed or updated.
 */
export async function upsert(facts: OrderFacts, tx?: Tx): Promise<OrderRecord> {
  try {
    return await write(facts, tx)
  } catch (error) {
    // another process told of the same order between our look and our write; outside a transaction the second look finds it
    if (isDuplicate(error) && tx === undefined) return write(facts)
    throw error
  }
}

/** The orders with these numbers (at most 100), the newest first; one number may exist on several marketplaces. */
export async function findByNumber(numbers: string[]): Promise<OrderRecord[]> {
  if (numbers.length === 0) return []
  return Order.find({ number: { $in: numbers.slice(0, 100) } })
    .limit(100)
    .lean<OrderRecord[]>()
    .then((orders) => orders.sort((a, b) => b._id.getTimestamp().getTime() - a._id.getTimestamp().getTime()))
}

/** The order of this id, or null. */
export async function byId(id: Types.ObjectId): Promise<OrderRecord | null> {
  return Order.findById(id).lean<OrderRecord>()
}

/** A customer's orders, the newest first. @throws Invalid('bad_cursor') */
export async function ofCustomer(
  customer: Types.ObjectId,
  request: PageRequest = {},
): Promise<Page<OrderRecord>> {
  const limit = pageLimit(request)
  const older = request.cursor === undefined ? {} : { _id: { $lt: objectId(request.cursor, 'bad_cursor') } }
  const rows = await Order.find({ customer, ...older })
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean<OrderRecord[]>()
  return pageOf(rows, limit, (order) => order._id.toHexString())
}

async function write(facts: OrderFacts, tx?: Tx): Promise<OrderRecord> {
  const { marketplace, externalId, status, ...rest } = facts
  const session = tx === undefined ? {} : { session: tx }
  const known = await Order.findOne({ marketplace, externalId }, { status: 1 }, session).lean<OrderRecord>()
  const isFinal = known?.status === 'completed' || known?.status === 'cancelled'
  const next = isFinal && (status === 'placed' || status === 'updated') ? known.status : status
  return Order.findOneAndUpdate(
    { marketplace, externalId },
    { $set: { ...rest, status: next, updatedAt: now() }, $setOnInsert: { createdAt: now() } },
    { upsert: true, returnDocument: 'after', runValidators: true, setDefaultsOnInsert: true, ...session },
  ).lean<OrderRecord>()
}
