import { expect } from 'chai'
import * as carriers from '../../../../server/models/carriers/index.js'
import * as marketplaces from '../../../../server/models/marketplaces/index.js'
import * as orders from '../../../../server/models/orders/index.js'
import * as products from '../../../../server/models/products/index.js'
import * as sellers from '../../../../server/models/sellers/index.js'
import * as shipments from '../../../../server/models/shipments/index.js'
import { useDatabase } from '../../../support/database.js'

async function shop(key = 'cicek') {
  const marketplace = await marketplaces.upsert({ key, name: 'Çiçek Pazarı' })
  const seller = await sellers.upsert({ marketplace: marketplace._id, externalId: 's1', name: 'Gül Dükkânı' })
  const own = { marketplace: marketplace._id, seller: seller._id }
  const product = await products.upsert({ ...own, sku: 'GUL-12', name: '12 kırmızı gül' })
  const try100 = { amountMinor: 10_000, currency: 'TRY' }
  const line = {
    lineId: '1',
    sku: 'GUL-12',
    product: product._id,
    name: product.name,
    quantity: 1,
    unitPrice: try100,
  }
  const facts: orders.OrderFacts = {
    ...own,
    externalId: 'o1',
    number: 'TR-1001',
    total: try100,
    status: 'placed',
    lines: [line],
  }
  return { marketplace, seller, product, facts }
}

describe('orders', () => {
  useDatabase()

  it('told twice, or by several processes at once, are one order', async () => {
    const { facts } = await shop()
    await Promise.all([1, 2, 3, 4].map(() => orders.upsert(facts)))
    expect(await orders.Order.countDocuments()).to.equal(1)
  })

  it('keep what a later telling leaves out and take what it brings', async () => {
    const { facts } = await shop()
    await orders.upsert({ ...facts, city: 'İzmir' })
    const { marketplace, externalId, number, seller, total } = facts
    const later = { marketplace, externalId, number, seller, total, status: 'completed' } as const
    const told = await orders.upsert({ ...later, completedAt: new Date(0) })
    expect(told).to.include({ city: 'İzmir', status: 'completed' })
    expect(told.lines).to.have.length(1)
  })

  it('do not go back from completed when an older telling comes late', async () => {
    const { facts } = await shop()
    await orders.upsert({ ...facts, status: 'completed' })
    expect((await orders.upsert({ ...facts, status: 'updated' })).status).to.equal('completed')
    expect((await orders.upsert({ ...facts, status: 'cancelled' })).status).to.equal('cancelled')
  })

  it('are found by their number on every marketplace, and only by the whole number', async () => {
    const [one, other] = [await shop('bir'), await shop('iki')]
    await orders.upsert(one.facts)
    await orders.upsert(other.facts)
    expect(await orders.findByNumber(['TR-1001', 'TR-9'])).to.have.length(2)
    expect(await orders.findByNumber(['TR-100'])).to.deep.equal([])
    expect(await orders.findByNumber([])).to.deep.equal([])
  })

  it('refuse money that is no whole number of minor units', async () => {
    const { facts } = await shop()
    const attempt = orders.upsert({ ...facts, total: { amountMinor: 10.5, currency: 'TRY' } })
    const error = await attempt.then(
      () => null,
      (reason: unknown) => reason as Error,
    )
    expect(error?.name).to.equal('ValidationError')
    expect(await orders.Order.countDocuments()).to.equal(0)
  })

  it('name sellers, products and carriers once and under their latest name', async () => {
    const { marketplace, product } = await shop()
    await shop()
    await carriers.upsert({ key: 'hizli', name: 'Hızlı' })
    await carriers.upsert({ key: 'hizli', name: 'Hızlı Kargo' })
    expect((await carriers.list()).map(({ name }) => name)).to.deep.equal(['Hızlı Kargo'])
    expect((await products.list()).items.map(({ _id }) => String(_id))).to.deep.equal([String(product._id)])
    expect((await sellers.list()).items).to.have.length(1)
    expect((await marketplaces.list()).map(({ key }) => key)).to.deep.equal([marketplace.key])
  })
})

describe('parcels', () => {
  useDatabase()

  it('stand where the event that happened last put them, in whatever order events are told', async () => {
    const { facts } = await shop()
    const order = (await orders.upsert(facts))._id
    const carrier = (await carriers.upsert({ key: 'hizli', name: 'Hızlı' }))._id
    const parcel = { order, externalId: 'p1', carrier, trackingNumber: '42' }
    const at = (hour: number): Date => new Date(Date.UTC(2026, 4, 10, hour))
    const tell = (status: shipments.ShipmentStatus, hour: number) =>
      shipments.tell({ ...parcel, event: { status, at: at(hour), reason: null } })
    await tell('created', 8)
    await tell('delivered', 12)
    await tell('in_transit', 9)
    await tell('in_transit', 9)
    const [known] = await shipments.ofOrder(order)
    expect(known!.status).to.equal('delivered')
    expect(known!.events.map(({ status }) => status)).to.deep.equal(['created', 'in_transit', 'delivered'])
  })
})
