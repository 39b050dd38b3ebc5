import { expect } from 'chai'
import { change } from '../../../../server/lib/mongo.js'
import { recognise, suggestionsFor, type CustomerRecord } from '../../../../server/models/customers/index.js'
import type { IdentityRef } from '../../../../server/models/intake/message-shapes.js'
import * as marketplaces from '../../../../server/models/marketplaces/index.js'
import * as orders from '../../../../server/models/orders/index.js'
import * as sellers from '../../../../server/models/sellers/index.js'
import { identity } from '../../../support/conversations.js'
import { useDatabase } from '../../../support/database.js'

const phone = '+905321112233'

const person = (
  refs: IdentityRef[],
  name = 'Ayşe Yılmaz',
  claims: { type: 'email' | 'phone'; value: string }[] = [],
): Promise<CustomerRecord> => change((tx) => recognise({ refs, claims, name, locale: 'tr' }, tx))

async function orderOf(customer: CustomerRecord, recipient: { name: string; phone: string }): Promise<void> {
  const marketplace = await marketplaces.upsert({ key: 'cicek', name: 'Çiçek Pazarı' })
  const seller = await sellers.upsert({
    marketplace: marketplace._id,
    externalId: 's1',
    name: 'Gül Dükkânı',
  })
  await orders.upsert({
    ...{ marketplace: marketplace._id, seller: seller._id, externalId: 'o1', number: 'TR-1001' },
    ...{ customer: customer._id, total: { amountMinor: 1, currency: 'TRY' }, status: 'placed', recipient },
  })
}

describe('who may be the same person', () => {
  useDatabase()

  const suggested = async (customer: CustomerRecord) =>
    (await suggestionsFor(customer)).map(({ person: { _id }, because }) => ({
      id: String(_id),
      because: because.map(({ code }) => code),
    }))

  it('is who has the number that the other gave, seen from both sides', async () => {
    const texter = await person([identity('phone', phone)])
    const visitor = await person([identity('visitor', 'v1', 'gonca', 'signed')], 'A', [
      { type: 'phone', value: phone },
    ])
    expect(await suggested(visitor)).to.deep.equal([{ id: String(texter._id), because: ['same_phone'] }])
    expect(await suggested(texter)).to.deep.equal([{ id: String(visitor._id), because: ['same_phone'] }])
  })

  it('is who gave the same address, though neither has proved it', async () => {
    const claim = { type: 'email' as const, value: 'ayse@ornek.com' }
    const one = await person([identity('visitor', 'v1', 'gonca', 'signed')], 'A', [claim])
    const two = await person([identity('telegram', '42', '777')], 'B', [claim])
    expect(await suggested(one)).to.deep.equal([{ id: String(two._id), because: ['same_email'] }])
  })

  it('is who writes from the number on parcels that the other ordered for themselves, whatever the marks on their letters', async () => {
    const buyer = await person([identity('marketplace_user', 'u1', 'cicek', 'signed')])
    const texter = await person([identity('phone', phone)], '')
    await orderOf(buyer, { name: 'AYSE YILMAZ', phone })
    expect(await suggested(texter)).to.deep.equal([{ id: String(buyer._id), because: ['order_phone'] }])
    expect(await suggested(buyer)).to.deep.equal([{ id: String(texter._id), because: ['order_phone'] }])
  })

  it('is not the recipient of what somebody sent', async () => {
    const buyer = await person([identity('marketplace_user', 'u1', 'cicek', 'signed')])
    const recipient = await person([identity('phone', phone)], 'Fatma')
    await orderOf(buyer, { name: 'Fatma Demir', phone })
    expect(await suggested(recipient)).to.deep.equal([])
    expect(await suggested(buyer)).to.deep.equal([])
  })

  it('is not a namesake, and not a second account of the same shop', async () => {
    const shop = (id: string) => identity('shop_user', id, 'gonca', 'signed')
    const claim = { type: 'phone' as const, value: phone }
    const [one] = [await person([shop('1')], 'Ayşe Yılmaz', [claim]), await person([shop('2')], 'Ayşe Yılmaz', [claim])]
    await person([identity('email', 'baska@ornek.com')])
    expect(await suggested(one)).to.deep.equal([])
  }) // prettier-ignore
})
