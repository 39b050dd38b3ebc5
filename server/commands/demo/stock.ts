import type { Types } from 'mongoose'
import { after, days, hours, now } from '../../lib/clock.js'
import { change } from '../../lib/mongo.js'
import * as carrierRecords from '../../models/carriers/index.js'
import { recognise } from '../../models/customers/index.js'
import * as marketplaces from '../../models/marketplaces/index.js'
import * as orderRecords from '../../models/orders/index.js'
import * as productRecords from '../../models/products/index.js'
import * as sellerRecords from '../../models/sellers/index.js'
import * as shipments from '../../models/shipments/index.js'
import { carriers, customers, marketplace, orders, products, sellers } from './shop.js'

/** Marketplace, sellers, products, carriers, customers and orders; told twice they are the same ones. */
export async function makeStock(): Promise<{ orders: number; customers: number; products: number }> {
  const { _id: place } = await marketplaces.upsert(marketplace)
  const sellerIds = await inOrder(sellers, (seller) =>
    sellerRecords.upsert({ ...seller, people: [...seller.people], marketplace: place }),
  )
  const carrierIds = await inOrder(carriers, (carrier) => carrierRecords.upsert(carrier))
  const productIds = await inOrder(products, ([sku, seller, name]) =>
    productRecords.upsert({ marketplace: place, seller: at(sellerIds, seller), sku, name }),
  )
  const customerIds = await inOrder(customers, makeCustomer)
  for (const order of orders)
    await makeOrder(order, { place, sellerIds, carrierIds, productIds, customerIds })
  return { orders: orders.length, customers: customers.length, products: products.length }
}

interface Made {
  place: Types.ObjectId
  sellerIds: Types.ObjectId[]
  carrierIds: Types.ObjectId[]
  productIds: Types.ObjectId[]
  customerIds: Types.ObjectId[]
}

function makeCustomer({ name, address, locale }: (typeof customers)[number]) {
  const identity = { type: 'email', scope: '', value: address, proof: 'none' } as const
  return change((tx) => recognise({ refs: [identity], name, locale }, tx))
}

async function makeOrder(order: (typeof orders)[number], made: Made): Promise<void> {
  const [sku, seller, name, price] = products[order.product] ?? ['', 0, '', 0]
  const placedAt = after(-days(order.daysAgo) - hours(20))
  const unitPrice = { amountMinor: price, currency: 'TRY' }
  const stored = await orderRecords.upsert({
    marketplace: made.place,
    externalId: order.externalId,
    number: order.number,
    customer: at(made.customerIds, order.customer),
    seller: at(made.sellerIds, seller),
    lines: [
      {
        lineId: '1',
        sku,
        product: at(made.productIds, order.product),
        name,
        quantity: order.quantity,
        unitPrice,
      },
    ],
    deliveryFee: { amountMinor: 4_990, currency: 'TRY' },
    total: { amountMinor: price * order.quantity + 4_990, currency: 'TRY' },
    promisedBy: after(hours(24), placedAt),
    city: order.city,
    ...(order.recipient ? { recipient: order.recipient } : {}),
    status: 'placed',
    placedAt,
  })
  await makeParcel(order, stored._id, at(made.carrierIds, order.carrier), placedAt)
}

async function makeParcel(
  order: (typeof orders)[number],
  stored: Types.ObjectId,
  carrier: Types.ObjectId,
  placedAt: Date,
): Promise<void> {
  // what is told again must carry the same instant, or the parcel would seem to move each time the command runs
  if ((await shipments.ofOrder(stored)).length > 0) return
  const leftAt = after(hours(4), placedAt)
  const facts = {
    order: stored,
    externalId: '1',
    carrier,
    trackingNumber: `TR${order.externalId.slice(3)}0${order.carrier}`,
  }
  await shipments.tell({ ...facts, event: { status: 'in_transit', at: leftAt, reason: null } })
  const deliveredAt = after(hours(9), leftAt)
  if (order.customer % 4 !== 0 && deliveredAt < now())
    await shipments.tell({ ...facts, event: { status: 'delivered', at: deliveredAt, reason: null } })
}

/** One after the other: a few dozen small writes need no crowd. */
async function inOrder<T>(
  items: readonly T[],
  make: (item: T) => Promise<{ _id: Types.ObjectId }>,
): Promise<Types.ObjectId[]> {
  const ids: Types.ObjectId[] = []
  for (const item of items) ids.push((await make(item))._id)
  return ids
}

function at(ids: Types.ObjectId[], index: number): Types.ObjectId {
  const id = ids[index]
  if (!id) throw new RangeError(`the demonstration shop has no entry ${index}`)
  return id
}
