import { expect } from 'chai'
import { isWorkerElsewhere, heartbeat, livingProcesses } from '../../jobs/presence.js'
import { lastRuns } from '../../jobs/clock.js'
import { startWorker } from '../../jobs/worker.js'
import { minutes, hours, after, sleep, travel } from '../../server/lib/clock.js'
import { silentLogger } from '../../server/lib/logger.js'
import { accept, Inbound, maxAttempts, type InboundRecord } from '../../server/models/intake/index.js'
import { Event } from '../../server/models/event.js'
import { system } from '../../server/models/actor.js'
import { Types } from 'mongoose'
import { assign, setStatus, snooze } from '../../server/models/tickets/index.js'
import { list } from '../../server/models/notifications/index.js'
import { schedules } from '../../jobs/schedules.js'
import { beginAttempt } from '../../server/models/intake/index.js'
import { receiveMessage } from '../../jobs/receive-message.js'
import { useDatabase } from '../support/database.js'
import { expectIndexed } from '../support/explain.js'
import { rawMail } from '../support/mail.js'
import { colleague } from '../support/people.js'
import { freePort } from '../support/ports.js'
import { allTickets, mailAccount, makeTestContext, sendOverSmtp, settled, supportAddress, takeMail, type TestContext } from '../support/worker.js' // prettier-ignore

describe('the worker', () => {
  useDatabase()
  let context: TestContext

  beforeEach(() => {
    context = makeTestContext()
  })
  afterEach(() => context.close())

  it('works again in the same process after it was stopped', async () => {
    const account = await mailAccount(context)
    await (await startWorker(context)).stop()
    const worker = await startWorker(context)
    await accept({ bytes: rawMail({}), transport: { via: 'smtp' } }, account, context.blobs)
    await settled(context)
    expect(await allTickets()).to.have.length(1)
    await worker.stop()
  })

  it('takes no jobs once it was stopped, and leaves them for another', async () => {
    const account = await mailAccount(context)
    const worker = await startWorker(context)
    await worker.stop()
    const { id } = await accept({ bytes: rawMail({}), transport: { via: 'smtp' } }, account, context.blobs)
    await context.queue.enqueue('receive-message', { inboundId: id.toHexString() })
    await sleep(200)
    expect(await allTickets()).to.be.empty
    expect((await context.queue.counts()).intake.waiting).to.equal(1)
  })

  it('does not die of a taken mail port', async () => {
    const port = await freePort()
    const [first, second] = [1, 2].map(() => makeTestContext({ INBOUND_SMTP_PORT: String(port) }))
    await mailAccount(context)
    const holder = await startWorker(first!)
    const other = await startWorker(second!)
    expect(holder.smtpPort()).to.equal(port)
    expect(other.smtpPort()).to.equal(null)
    expect(await sendOverSmtp(port, rawMail({}), [supportAddress])).to.match(/^250/)
    await Promise.all([holder.stop(), other.stop()])
    await Promise.all([first!.close(), second!.close()])
  })

  it('is seen by other processes while it lives, when it is a process of its own', async () => {
    const inside = await heartbeat('web', 'inside', silentLogger)
    const own = await heartbeat('worker', 'own', silentLogger)
    expect((await livingProcesses()).map(({ _id }) => _id).sort()).to.deep.equal(['inside', 'own'])
    expect(await isWorkerElsewhere(), 'this very process does not count').to.equal(false)
    travel(minutes(1))
    expect(await livingProcesses()).to.be.empty
    await Promise.all([inside.stop(), own.stop()])
  })

  it('notes when each schedule ran', async () => {
    const worker = await startWorker(context)
    while ((await lastRuns()).length < Object.keys(schedules).length) await sleep(20)
    expect((await lastRuns()).map(({ _id, lastError }) => [_id, lastError])).to.deep.equal(Object.keys(schedules).sort().map((name) => [name, null])) // prettier-ignore
    await worker.stop()
  })

  it('brings a snoozed ticket back to the open list when its time has come, and not before', async () => {
    await takeMail(rawMail({}), await mailAccount(context), context)
    const [ticket] = await allTickets()
    const pending = await setStatus(ticket!, system, 'pending')
    await snooze(pending, system, after(hours(2)))
    travel(hours(1))
    expect(await schedules['wake-snoozed'].run()).to.equal(0)
    travel(hours(1) + minutes(1))
    expect(await schedules['wake-snoozed'].run()).to.equal(1)
    expect(await schedules['wake-snoozed'].run()).to.equal(0)
    const [awake] = await allTickets()
    expect(awake).to.include({ status: 'open' }).and.not.to.have.property('snoozedUntil')
    expect(await Event.countDocuments({ name: 'ticket.snoozed', 'data.until': null })).to.equal(1)
  })

  it('tells a colleague of a ticket given to them and of the customer’s next words, once each', async () => {
    context.queue.work(context)
    const account = await mailAccount(context, { settings: { acknowledge: false } })
    const { actor, user } = await colleague('agent')
    await takeMail(rawMail({ 'Message-ID': '<a@x.example>' }), account, context)
    const assigned = await assign((await allTickets())[0]!, system, user._id)
    await takeMail(
      rawMail({ 'Message-ID': '<b@x.example>', 'In-Reply-To': '<a@x.example>' }),
      account,
      context,
    )
    await settled(context)
    await Event.updateMany({}, { $set: { relayedAt: null } })
    await settled(context)
    expect((await list(user._id)).items.map(({ kind }) => kind).sort()).to.deep.equal(['assigned', 'replied'])
    await assign(assigned, actor, null)
    await settled(context)
    expect((await list(user._id)).items).to.have.length(2)
  })

  it('parks a delivery whose processing kills the process every time', async () => {
    const account = await mailAccount(context)
    const { id } = await accept({ bytes: rawMail({}), transport: {} }, account, context.blobs)
    for (let died = 0; died < maxAttempts; died++) {
      expect(await beginAttempt(id)).not.to.equal(null)
      expect(await beginAttempt(id), 'while it is being attempted').to.equal(null)
      travel(minutes(2))
    }
    await receiveMessage({ inboundId: id.toHexString() }, context)
    const parked = await Inbound.findById(id).lean<InboundRecord>()
    expect(parked).to.include({ state: 'quarantined' })
    expect(parked!.error!.code).to.equal('processing_died')
  })

  it('tries a delivery again later when its raw bytes cannot be read now, and then sets it aside', async () => {
    const account = await mailAccount(context)
    const { id } = await accept({ bytes: rawMail({}), transport: {} }, account, context.blobs)
    await Inbound.updateOne({ _id: id }, { $set: { blob: 'f'.repeat(64) } })
    const run = (): Promise<unknown> => receiveMessage({ inboundId: id.toHexString() }, context)
    await run()
    expect(await Inbound.findById(id).lean<InboundRecord>()).to.include({ state: 'received', attempts: 1 })
    await run()
    expect(await Inbound.findById(id).lean<InboundRecord>(), 'not before its time').to.include({
      attempts: 1,
    })
    for (let n = 1; n < maxAttempts; n++) {
      travel(minutes(10))
      await run()
    }
    expect(await Inbound.findById(id).lean<InboundRecord>()).to.include({ state: 'quarantined' })
  })

  it('finds events nobody has relayed, due mail and due letters by an index', async () => {
    await Event.insertMany(Array.from({ length: 300 }, (_, n) => ({ ticket: new Types.ObjectId(), seq: n, name: 'ticket.renamed', by: { kind: 'system', id: null, name: 'x' }, data: {}, at: new Date(), relayedAt: n < 5 ? null : new Date() }))) // prettier-ignore
    await expectIndexed(Event.find({ relayedAt: null }).sort({ _id: 1 }).limit(500))
    const plan = JSON.stringify(
      await Event.find({ relayedAt: null }).sort({ _id: 1 }).explain('queryPlanner'),
    )
    expect(plan).to.contain('relayedAt_1__id_1')
    await expectIndexed(Inbound.find({ state: 'received', nextAt: { $lte: new Date() } }).sort({ nextAt: 1 }))
  })
})
