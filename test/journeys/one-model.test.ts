import { expect } from 'chai'
import { seedCategories } from '../../server/models/categories/index.js'
import { Customer, Identity, recognise } from '../../server/models/customers/index.js'
import { change } from '../../server/lib/mongo.js'
import * as marketplaces from '../../server/models/marketplaces/index.js'
import * as orders from '../../server/models/orders/index.js'
import { Message } from '../../server/models/messages/index.js'
import { seedRules } from '../../server/models/rules/index.js'
import * as sellers from '../../server/models/sellers/index.js'
import { Ticket } from '../../server/models/tickets/index.js'
import { useDatabase } from '../support/database.js'
import { accountOn, bodies, takeRaw } from '../support/deliveries.js'
import { rawMail } from '../support/mail.js'
import {
  allMessages,
  allTickets,
  mailAccount,
  makeTestContext,
  takeMail,
  type TestContext,
} from '../support/worker.js'

const complaint =
  'Merhaba, TR-1001 numaralı siparişimdeki güller solmuş ve kırık geldi, paramın iadesini istiyorum.'
const ayse = { phone: '+905321112233', email: 'ayse@example.com.tr' }
const recipientPhone = '+905449998877'

/** An order of Ayşe's that somebody else receives. */
async function orderOfAyse(refs: { type: 'email' | 'phone' | 'psid' | 'telegram' | 'visitor'; scope: string; value: string }[]) {
  const customer = await change((tx) =>
    recognise({ refs: refs.map((ref) => ({ ...ref, proof: 'signed' as const })), name: 'Ayşe Yılmaz', locale: 'tr' }, tx),
  )
  const marketplace = await marketplaces.upsert({ key: 'cicek', name: 'Çiçek Pazarı' })
  const seller = await sellers.upsert({ marketplace: marketplace._id, externalId: 's1', name: 'Gül Dükkânı' })
  const order = await orders.upsert({
    marketplace: marketplace._id, seller: seller._id, externalId: 'o1', number: 'TR-1001', customer: customer._id,
    total: { amountMinor: 10_000, currency: 'TRY' }, status: 'completed', recipient: { name: 'Fatma', phone: recipientPhone },
  })
  return { customer, order }
} // prettier-ignore

const allOfAyse = [
  { type: 'email' as const, scope: '', value: ayse.email },
  { type: 'phone' as const, scope: '', value: ayse.phone },
  { type: 'psid' as const, scope: '100200300', value: '5551' },
  { type: 'telegram' as const, scope: '777000', value: '4242' },
  { type: 'visitor' as const, scope: 'gonca', value: 'v-ayse' },
]

describe('one model for every channel', () => {
  useDatabase()
  let context: TestContext

  beforeEach(async () => {
    context = makeTestContext()
    await seedCategories()
    await seedRules()
  })
  afterEach(() => context.close())

  it('gives the same complaint the same category, priority, order and language, whether it comes by mail, SMS, WhatsApp, chat, Messenger or Telegram', async () => {
    const seen: Record<string, unknown> = {}
    const ways: Record<string, () => Promise<unknown>> = {
      email: async () =>
        takeMail(
          rawMail(
            { From: `Ayşe <${ayse.email}>`, Subject: '', 'Content-Type': 'text/plain; charset=utf-8' },
            complaint,
          ),
          await mailAccount(context),
          context,
        ),
      sms: async () => takeRaw(bodies.sms(complaint), await accountOn('sms', context), context),
      whatsapp: async () =>
        takeRaw(bodies.whatsapp(complaint), await accountOn('whatsapp', context), context),
      messenger: async () =>
        takeRaw(bodies.messenger(complaint), await accountOn('messenger', context), context),
      telegram: async () =>
        takeRaw(bodies.telegram(complaint), await accountOn('telegram', context), context),
    }
    const { order } = await orderOfAyse(allOfAyse)
    for (const [channel, write] of Object.entries(ways)) {
      await write()
      const [ticket, ...more] = await allTickets()
      expect(more).to.be.empty
      expect(ticket!.channel).to.equal(channel)
      const { category, priority, language } = ticket!
      seen[channel] = { category, priority, language, order: ticket!.order?.toHexString() }
      // Each way for itself: a second message of hers would go on with the first.
      await Promise.all([Ticket.deleteMany({}), Message.deleteMany({})])
    }
    for (const judged of Object.values(seen)) expect(judged).to.deep.equal(seen['email'])
    expect(seen['email']).to.deep.include({ language: 'tr', order: order._id.toHexString() })
    expect((seen['email'] as { category: string }).category).not.to.equal('other')
  })

  it('keeps one conversation when a known person goes on by another channel about the same order, and says why (R-63)', async () => {
    await orderOfAyse(allOfAyse)
    const [telegram, sms] = [await accountOn('telegram', context), await accountOn('sms', context)]
    await takeRaw(bodies.telegram(complaint), telegram, context)
    await takeRaw(bodies.sms('TR-1001 numaralı sipariş için hâlâ cevap yok'), sms, context)
    const tickets = await allTickets()
    expect(tickets).to.have.length(1)
    const [, second] = await allMessages()
    expect(second!.channel).to.equal('sms')
    expect(second!.joined!.map(({ code }) => code)).to.deep.equal(['same_order'])
    expect(tickets[0]!.via).to.have.length(2)
  })

  it('does not mix two matters: another order of the same person is another ticket', async () => {
    const { customer } = await orderOfAyse(allOfAyse)
    const marketplace = await marketplaces.upsert({ key: 'cicek', name: 'Çiçek Pazarı' })
    const seller = await sellers.upsert({ marketplace: marketplace._id, externalId: 's1', name: 'Gül Dükkânı' })
    await orders.upsert({ marketplace: marketplace._id, seller: seller._id, externalId: 'o2', number: 'TR-2002', customer: customer._id, total: { amountMinor: 1, currency: 'TRY' }, status: 'placed' })
    const telegram = await accountOn('telegram', context)
    await takeRaw(bodies.telegram(complaint), telegram, context)
    await takeRaw(bodies.telegram('TR-2002 numaralı siparişim gelmedi'), telegram, context)
    expect((await allTickets()).map(({ order }) => order?.toHexString())).to.have.length(2)
  }) // prettier-ignore

  it('does not join strangers: the same words and order number from a number nobody knows are a ticket of their own', async () => {
    await orderOfAyse(allOfAyse)
    const [telegram, sms] = [await accountOn('telegram', context), await accountOn('sms', context)]
    await takeRaw(bodies.telegram(complaint), telegram, context)
    await takeRaw(bodies.sms(complaint, '+905550000001'), sms, context)
    const tickets = await allTickets()
    expect(tickets).to.have.length(2)
    expect(tickets[1]!.order, 'a number in a text shows nobody an order').to.equal(null)
    expect(await Customer.countDocuments({ mergedInto: null })).to.equal(2)
  })

  it('keeps an SMS of the order’s recipient apart: role recipient, a ticket of its own, none of the customer’s identities', async () => {
    const { customer, order } = await orderOfAyse(allOfAyse)
    const [telegram, sms] = [await accountOn('telegram', context), await accountOn('sms', context)]
    await takeRaw(bodies.telegram(complaint), telegram, context)
    await takeRaw(bodies.sms('Çiçekler solmuş geldi, TR-1001', recipientPhone), sms, context)
    await takeRaw(bodies.sms('Hâlâ bekliyorum', recipientPhone), sms, context)

    const tickets = await allTickets()
    expect(tickets).to.have.length(2)
    expect(tickets[1]!.requester.type).to.equal('recipient')
    expect(tickets[1]!.order!.equals(order._id)).to.equal(true)
    expect((await allMessages(tickets[1]!._id)).map(({ author }) => author.kind)).to.deep.equal(['recipient', 'recipient'])
    const identities = await Identity.find({ customer: customer._id }).lean<{ value: string }[]>()
    expect(identities.map(({ value }) => value)).not.to.include(recipientPhone)
  }) // prettier-ignore

  it('puts messages that come at the same instant into one ticket', async () => {
    const sms = await accountOn('sms', context)
    await Promise.all(['Merhaba', 'Siparişim', 'gelmedi'].map((text) => takeRaw(bodies.sms(text), sms, context)))
    expect(await allTickets()).to.have.length(1)
    expect(await allMessages()).to.have.length(3)
    // also of a person who is known already and has nothing open
    await orderOfAyse([{ type: 'phone', scope: '', value: '+905441112233' }])
    await Promise.all(['Bir', 'İki', 'Üç'].map((text) => takeRaw(bodies.sms(text, '+905441112233'), sms, context)))
    expect(await allTickets()).to.have.length(2)
  }) // prettier-ignore

  it('does not join a mail whose sender nothing proves, unless it names the order of the open ticket, and then says so', async () => {
    await orderOfAyse(allOfAyse)
    const [telegram, email] = [await accountOn('telegram', context), await mailAccount(context)]
    await takeRaw(bodies.telegram(complaint), telegram, context)
    const mail = (text: string) => rawMail({ From: ayse.email, Subject: 'Solmuş güller', 'Content-Type': 'text/plain; charset=utf-8' }, text)
    await takeMail(mail('Güller solmuş geldi, iade istiyorum'), email, context)
    expect(await allTickets()).to.have.length(2)
    await takeMail(mail('Sipariş TR-1001 için yazıyorum, güller solmuş'), email, context)
    expect(await allTickets()).to.have.length(2)
    const last = (await allMessages()).find(({ joined }) => joined !== undefined)
    expect(last!.joined!.map(({ code }) => code)).to.deep.equal(['same_order', 'address_unproven'])
  }) // prettier-ignore
})
