import { expect } from 'chai'
import mongoose from 'mongoose'
import { deliverMessage } from '../../../jobs/deliver-message.js'
import { demo } from '../../../server/commands/demo.js'
import { ChannelAccountModel } from '../../../server/models/channel-accounts/channel-account.js'
import { days, nowMs } from '../../../server/lib/clock.js'
import { seedCategories, starterCategories } from '../../../server/models/categories/index.js'
import { Event } from '../../../server/models/event.js'
import { Inbound } from '../../../server/models/intake/index.js'
import { Message, write, type MessageRecord } from '../../../server/models/messages/index.js'
import { Order } from '../../../server/models/orders/index.js'
import { letterOfMessage, Outbox } from '../../../server/models/outbox/index.js'
import { seedRules } from '../../../server/models/rules/index.js'
import { Ticket, type TicketRecord } from '../../../server/models/tickets/index.js'
import * as users from '../../../server/models/users/index.js'
import { useDatabase } from '../../support/database.js'
import { makeInstance, recordIo } from '../../support/instance.js'
import { makeTestContext } from '../../support/worker.js'

describe('redress demo', function () {
  this.timeout(60_000)
  useDatabase()
  let shops = 0
  beforeEach(async () => {
    // This process still holds numbers of a block that it reserved before the database was emptied.
    await mongoose.connection
      .collection<{ _id: string; next: number }>('counters')
      .insertOne({ _id: 'ticket', next: 10_000 * ++shops })
    await seedCategories()
    await seedRules()
  })

  async function runDemo() {
    const instance = makeInstance()
    const io = recordIo()
    const status = await demo([], io, instance)
    const left = await Inbound.find({ state: { $ne: 'processed' } }, { key: 1, error: 1 }).lean()
    expect(left, 'deliveries that became nothing').to.deep.equal([])
    await instance.stop()
    const tickets = new Map<string, TicketRecord>()
    for (const { key, ticket } of io.lines)
      if (typeof key === 'string')
        tickets.set(key, (await Ticket.findOne({ number: Number(ticket) }).lean<TicketRecord>())!)
    return { status, io, tickets }
  }

  it('takes every complaint in as its channel delivers it, each with a category and a reason (R-38, R-39)', async () => {
    const { status, tickets } = await runDemo()
    expect(status).to.equal(0)
    expect(tickets.size).to.be.at.least(110)
    const byNumber = new Map([...tickets.values()].map((ticket) => [ticket.number, ticket]))
    expect(await Ticket.countDocuments()).to.equal(byNumber.size)
    expect(await Inbound.countDocuments({ state: { $ne: 'processed' } })).to.equal(0)
    for (const [key, ticket] of tickets)
      if (ticket.category !== 'other') expect(ticket.categoryBecause, key).to.not.be.empty
    const met = new Set([...tickets.values()].map(({ category }) => category))
    expect(starterCategories.map(({ key }) => key).filter((key) => !met.has(key))).to.deep.equal([])
  })

  it('tells a refused card (R-59) from a refund that does not come (R-62), and finds what cannot wait (R-41)', async () => {
    const { tickets } = await runDemo()
    expect(tickets.get('payment-1')).to.include({ category: 'payment_method' })
    expect(tickets.get('refund-1')).to.include({ category: 'return_refund_difficulty' })
    expect(tickets.get('late-3')).to.include({ priority: 'urgent' })
    expect(tickets.get('quality-3')).to.include({ priority: 'urgent' })
    expect(tickets.get('late-3')?.priorityBecause).to.not.be.empty
    expect(tickets.get('praise-1')?.priority).to.be.oneOf(['low', 'normal'])
  })

  it('spreads over thirty days, joins customers’ answers to their tickets and writes to nobody', async () => {
    const { tickets } = await runDemo()
    const ages = [...tickets.values()].map(({ createdAt }) => (nowMs() - createdAt.getTime()) / days(1))
    expect(Math.max(...ages)).to.be.greaterThan(20)
    expect(Math.min(...ages)).to.be.greaterThan(0)
    const answered = tickets.get('late-3')!
    expect(await Message.countDocuments({ ticket: answered._id, kind: 'in' })).to.equal(2)
    expect(answered.order).to.not.equal(null)
    expect(await Order.countDocuments()).to.be.at.least(40)
    const future = await Event.countDocuments({ at: { $gt: new Date(nowMs()) } })
    expect(future, 'events that have not happened yet').to.equal(0)
    expect(await Outbox.countDocuments()).to.be.greaterThan(10)
    expect(await Outbox.countDocuments({ state: { $ne: 'sent' } }), 'letters to invented people').to.equal(0)
  })

  it('comes over every channel, follows people from one to another, and sends nothing that is answered later', async () => {
    const { tickets } = await runDemo()
    const met = new Set([...tickets.values()].map(({ channel }) => channel))
    expect([...met]).to.include.members(['email', 'sms', 'whatsapp', 'chat', 'messenger', 'instagram', 'x', 'telegram', 'review', 'form', 'phone']) // prettier-ignore
    const said = await Message.find({ ticket: tickets.get('joined-1')!._id, kind: 'in' }).sort({ seq: 1 }).lean() // prettier-ignore
    expect(said.map(({ channel }) => channel)).to.deep.equal(['chat', 'email', 'whatsapp'])
    expect(tickets.get('recipient-1')?.requester.type).to.equal('recipient')
    expect(tickets.get('maybe-2b')?.customer).to.deep.equal(tickets.get('maybe-2a')?.customer)
    expect(tickets.get('maybe-1b')?.customer).not.to.deep.equal(tickets.get('maybe-1a')?.customer)
    const answered = await answer(tickets.get('tg-1')!)
    expect(answered.delivery).to.include({ state: 'kept', reason: 'demonstration_account' })
  })

  /** A colleague answers from the inbox, and the worker comes to the letter. */
  async function answer(ticket: TicketRecord): Promise<MessageRecord> {
    const worker = makeTestContext()
    const by = users.actorOf((await users.byEmail('elif@gonca.example'))!)
    const writing = { kind: 'reply' as const, text: 'Hemen bakıyoruz', clientId: 'later-answer' }
    const { message } = await write(ticket, by, writing, { secrets: worker.secrets, undoSeconds: 0 })
    const letter = await letterOfMessage(message._id)
    await deliverMessage({ outboxId: letter._id.toHexString() }, worker)
    await worker.close()
    return (await Message.findById(message._id).lean<MessageRecord>())!
  }

  it('lets one colleague of each role sign in with a password that is shown once, and changes nothing when run again', async () => {
    const { io } = await runDemo()
    const people = io.lines.filter(({ role }) => role)
    expect(people.map(({ role }) => role)).to.have.members(['admin', 'manager', 'mediator', 'agent'])
    for (const { user, password } of people)
      expect((await users.signIn(user as string, password as string))._id).to.exist
    const before = await Event.countDocuments()
    const again = await runDemo()
    expect(again.status).to.equal(0)
    expect(
      await ChannelAccountModel.countDocuments({ channel: 'chat', key: 'demo', enabled: true }),
    ).to.equal(1)
    expect(again.io.lines).to.deep.equal([])
    expect(await Event.countDocuments()).to.equal(before)
  })
})
