import { expect } from 'chai'
import { fill } from '../../../server/commands/fill.js'
import { lengths, statusOf } from '../../../server/commands/fill/plan.js'
import { Conflict } from '../../../server/lib/errors.js'
import { ensureFirstAccount } from '../../../server/models/channel-accounts/index.js'
import { Event } from '../../../server/models/event.js'
import { Message } from '../../../server/models/messages/index.js'
import { Setting } from '../../../server/models/settings/index.js'
import { Ticket } from '../../../server/models/tickets/index.js'
import { useDatabase } from '../../support/database.js'
import { makeInstance, recordIo } from '../../support/instance.js'

describe('redress fill', function () {
  this.timeout(60_000)
  useDatabase()

  async function run(...args: string[]) {
    const instance = makeInstance()
    const io = recordIo()
    await ensureFirstAccount({ address: 'destek@dolgu.example', locale: 'tr', team: null }, instance.secrets)
    try {
      return { status: await fill(args, io, instance), io }
    } finally {
      await instance.stop()
    }
  }

  it('makes exactly as many tickets, messages and open tickets as it was asked for, as whole records', async () => {
    const { status, io } = await run('--tickets', '500', '--messages', '1036', '--open', '201')
    expect(status).to.equal(0)
    expect(io.lines).to.deep.equal([{ tickets: 500, messages: 1_036, open: 201 }])
    expect(await Ticket.countDocuments()).to.equal(500)
    expect(await Ticket.countDocuments({ status: 'open' })).to.equal(201)
    expect(await Message.countDocuments()).to.equal(1_036)
    expect(await Ticket.countDocuments({ messageCount: 20 })).to.equal(2)
    for (const ticket of await Ticket.find().limit(20).sort({ messageCount: -1 }).orFail())
      await ticket.validate()
    for (const message of await Message.find().limit(20).orFail()) await message.validate()
    expect(await Event.countDocuments({ relayedAt: null }), 'nobody is told of mere volume').to.equal(0)
  })

  it('numbers each ticket’s events without a gap, up to the ticket’s own number', async () => {
    await run('--tickets', '250', '--messages', '520')
    const ticket = await Ticket.findOne({ messageCount: 20 }).orFail()
    const events = await Event.find({ ticket: ticket._id }).sort({ seq: 1 }).lean()
    expect(events.map(({ seq }) => seq)).to.deep.equal(Array.from({ length: ticket.seq }, (_, n) => n + 1))
    const messages = await Message.find({ ticket: ticket._id }).sort({ seq: 1 }).lean()
    const bySeq = new Map(events.map(({ seq, data }) => [seq, (data as { messageId?: string }).messageId]))
    for (const message of messages) expect(bySeq.get(message.seq)).to.equal(message._id.toHexString())
  })

  it('adds nothing when run again, goes on after it was cut off, and refuses another volume', async () => {
    const args = ['--tickets', '1000', '--messages', '2000', '--open', '400']
    await run(...args)
    const ids = (await Ticket.find({}, { _id: 1 }).sort({ _id: 1 }).lean()).map(({ _id }) =>
      _id.toHexString(),
    )
    await run(...args)
    expect(await Ticket.countDocuments()).to.equal(1_000)
    // as if the process had died in its second batch, with half of its tickets written
    await Setting.updateOne({ _id: 'fill' }, { $set: { 'value.made': 500 } })
    await Ticket.deleteMany({ publicId: { $gte: `fill${(750).toString(36).padStart(22, '0')}` } })
    expect(await Ticket.countDocuments()).to.equal(750)
    await run(...args)
    const after = (await Ticket.find({}, { _id: 1 }).sort({ _id: 1 }).lean()).map(({ _id }) =>
      _id.toHexString(),
    )
    expect(after).to.deep.equal(ids)
    expect(await Message.countDocuments()).to.equal(2_000)
    const other = await run('--tickets', '10', '--messages', '20').catch((error: unknown) => error)
    expect(other).to.be.instanceOf(Conflict).with.property('code', 'filled_otherwise')
  })

  it('says how it is used when the numbers make no sense, and makes nothing', async () => {
    for (const args of [
      [],
      ['--tickets', '10'],
      ['--tickets', '10', '--messages', '5'],
      ['--tickets', 'x', '--messages', '20'],
      ['--odd'],
    ])
      expect(await run(...args)).to.have.property('status', 2)
    expect(await Ticket.countDocuments()).to.equal(0)
  })

  it('plans the volume of the benches to the very number', () => {
    const plan = { tickets: 50_000, messages: 103_600, open: 20_145, customers: 5_000, agents: 10 }
    const counts = lengths(plan)
    expect(counts.reduce((sum, count) => sum + count, 0)).to.equal(103_600)
    expect(counts.filter((count) => count === 20)).to.have.length(200)
    const statuses = Array.from({ length: plan.tickets }, (_, n) => statusOf(n, plan))
    expect(statuses.filter((status) => status === 'open')).to.have.length(20_145)
    expect(statuses.filter((status) => status === 'pending')).to.have.length(5_000)
  })
})
