import { expect } from 'chai'
import type { ChannelName } from '../../channels/channel.js'
import { describeSender } from '../../jobs/describe-sender.js'
import { hintsFor } from '../../jobs/reactions.js'
import { hours, travel } from '../../server/lib/clock.js'
import type { ChannelAccountRecord } from '../../server/models/channel-accounts/index.js'
import {
  Customer,
  nameCustomer,
  namelessWriter,
  type CustomerRecord,
} from '../../server/models/customers/index.js'
import { Event, type DomainEvent } from '../../server/models/event.js'
import { Ticket } from '../../server/models/tickets/index.js'
import { useDatabase } from '../support/database.js'
import { deliver, farAccount, farAdapter, openFarEnd, type FarEnd } from '../support/far-files.js'
import { failure } from '../support/people.js'
import { allMessages, allTickets, makeTestContext, type TestContext } from '../support/worker.js'

describe('the name of somebody who wrote without one', () => {
  useDatabase()
  let far: FarEnd
  let context: TestContext
  let account: ChannelAccountRecord

  beforeEach(async () => {
    far = await openFarEnd()
    const plain = makeTestContext()
    context = { ...plain, adapterFor: () => farAdapter(far) }
    account = await farAccount(context)
  })
  afterEach(async () => {
    far.close()
    await context.close()
  })

  const ask = async (): Promise<void> => {
    const [message] = await allMessages()
    await describeSender({ messageId: message!._id.toHexString() }, context)
  }
  const customer = async (): Promise<CustomerRecord> => (await Customer.findOne().lean<CustomerRecord>())!

  it('is asked of the provider and shown from then on, also in the thread, the list and the search', async () => {
    await deliver({}, account, context)
    expect((await allTickets())[0]?.customerName).to.equal('4711')
    far.profile = { name: ' Ayşe Yılmaz ', locale: 'tr' }
    await ask()
    const [[ticket], [message]] = [await allTickets(), await allMessages()]
    expect(await customer()).to.include({ name: 'Ayşe Yılmaz' })
    expect([ticket?.customerName, ticket?.lastMessage.author, message?.author.name]).to.deep.equal(Array(3).fill('Ayşe Yılmaz')) // prettier-ignore
    expect(await Event.countDocuments({ name: 'customer.named', ticket: ticket!._id })).to.equal(1)
    expect(ticket?.terms).to.include('yilmaz')
  })

  it('is asked once a day at most while the provider tells none', async () => {
    await deliver({}, account, context)
    await Promise.all([ask(), ask(), ask()])
    await ask()
    expect(far.asked).to.deep.equal(['name of 4711'])
    travel(hours(25))
    await ask()
    expect(far.asked).to.have.length(2)
    expect((await customer()).name).to.equal('')
  })

  it('is asked again at once when the provider was down', async () => {
    await deliver({}, account, context)
    far.profile = 'down'
    expect((await failure(ask())).code).to.equal('far_end_down')
    far.profile = { name: 'Ayşe' }
    await ask()
    expect((await customer()).name).to.equal('Ayşe')
  })

  it('is neither asked nor changed where one is known', async () => {
    await deliver({ senderName: 'Ayşe Y.' }, account, context)
    far.profile = { name: 'Somebody Else' }
    await ask()
    expect([(await customer()).name, far.asked.length]).to.deep.equal(['Ayşe Y.', 0])
  })

  it('does not take the place of one that came meanwhile', async () => {
    const [message] = await deliver({}, account, context)
    const writer = await namelessWriter(message!._id)
    await Customer.updateOne({}, { $set: { name: 'Ayşe' } })
    await nameCustomer(writer!, { name: 'Late' })
    expect((await customer()).name).to.equal('Ayşe')
    expect(await Ticket.countDocuments({ customerName: 'Late' })).to.equal(0)
  })

  it('is asked after a message where the channel can tell names, and nowhere else', async () => {
    const [message] = await deliver({}, account, context)
    const [event] = await Event.find({ name: 'message.received' }).lean<DomainEvent[]>()
    const hinted = async (channel: ChannelName): Promise<unknown[]> => {
      const told = { ...event, data: { ...event?.data, channel } } as DomainEvent
      return (await hintsFor([told])).filter(({ name }) => name === 'describe-sender').map(({ data }) => data)
    }
    expect(await hinted('messenger')).to.deep.equal([{ messageId: message!._id.toHexString() }])
    expect(await hinted('email')).to.be.empty
    expect(await hinted('sms')).to.be.empty
    await Customer.updateOne({}, { $set: { name: 'Ayşe' } })
    expect(await hinted('messenger')).to.be.empty
  })
})
