import { expect } from 'chai'
import { after, days, resetClock, travel } from '../../../../server/lib/clock.js'
import { change } from '../../../../server/lib/mongo.js'
import { system, type UserActor } from '../../../../server/models/actor.js'
import { Audit, type AuditRecord } from '../../../../server/models/audits/index.js'
import { block, blockOf, isBlocked, unblock } from '../../../../server/models/customers/block.js'
import {
  Customer,
  Identity,
  mergeInto,
  type CustomerRecord,
} from '../../../../server/models/customers/index.js'
import { Inbound, rawBytes } from '../../../../server/models/intake/index.js'
import type { IdentityRef } from '../../../../server/models/intake/message-shapes.js'
import { Message } from '../../../../server/models/messages/index.js'
import { Outbox } from '../../../../server/models/outbox/index.js'
import { Ticket, type TicketRecord } from '../../../../server/models/tickets/index.js'
import { useApp } from '../../../support/app.js'
import { useDatabase } from '../../../support/database.js'
import { accountOn, bodies, takeRaw } from '../../../support/deliveries.js'
import { openDesk } from '../../../support/desk.js'
import { rawMail } from '../../../support/mail.js'
import { takeMail } from '../../../support/worker.js'

const gul: UserActor = {
  kind: 'user',
  id: '0123456789abcdef01234567',
  name: 'Gül',
  role: 'manager',
  teams: [],
}
const by = { actor: gul, ip: '10.0.0.7' }
const why = { reason: 'Görevlilere hakaret', until: null }
const ayse: IdentityRef = { type: 'email', scope: '', value: 'ayse@posta.example', proof: 'transport' }
const blockedMail = { From: 'Ayşe <ayse@posta.example>' }
const customerOf = async ({ customer }: TicketRecord) =>
  (await Customer.findById(customer).lean<CustomerRecord>())!
const code = async (work: Promise<unknown>) => work.then(() => 'done', (error: unknown) => (error as { code: string }).code) // prettier-ignore

describe('a blocked customer', () => {
  useDatabase()
  const app = useApp()
  afterEach(resetClock)

  it('is kept out of every channel they are known by; what they write is kept and becomes nothing', async () => {
    const desk = await openDesk(app())
    const { context } = app()
    const ticket = await desk.mailArrives(blockedMail)
    const sms = await accountOn('sms', context)
    const { _id } = await customerOf(ticket)
    await Identity.create({ customer: _id, type: 'phone', scope: '', value: '+905321112233', proof: 'transport', lastSeenAt: new Date(), createdAt: new Date() })
    await block(_id, why, by)
    const mail = await takeMail(rawMail({ ...blockedMail, 'Message-ID': '<zwei@posta.example>' }, 'Yine ben'), desk.account, context)
    const text = await takeRaw(bodies.sms('Yine ben'), sms, context)
    for (const inbound of [mail, text]) {
      expect(inbound.state).to.equal('ignored')
      expect(inbound.outcomes.map(({ outcome, reason }) => [outcome, reason])).to.deep.equal([['ignored', 'sender_blocked']])
    }
    expect([await Message.countDocuments(), await Ticket.countDocuments(), await Outbox.countDocuments()]).to.deep.equal([1, 1, 0])
    expect((await rawBytes(mail, context.blobs)).toString()).to.include('Yine ben')
  }) // prettier-ignore

  it('does not shut out anybody else', async () => {
    const desk = await openDesk(app())
    await block((await customerOf(await desk.mailArrives(blockedMail)))._id, why, by)
    expect(await desk.mailArrives({ From: 'veli@posta.example' })).to.include({ status: 'open' })
    expect(await isBlocked([{ ...ayse, value: 'veli@posta.example' }])).to.equal(false)
    expect(await isBlocked([ayse])).to.equal(true)
    expect(await isBlocked([])).to.equal(false)
    expect(await isBlocked([], 'nobody-knows-this')).to.equal(false)
  })

  it('is kept out behind the link to their own ticket too, and nobody behind another’s', async () => {
    const desk = await openDesk(app())
    const [own, other] = [
      await desk.mailArrives(blockedMail),
      await desk.mailArrives({ From: 'veli@posta.example' }),
    ]
    await block(own.customer!, why, by)
    expect(await isBlocked([], own.publicId)).to.equal(true)
    expect(await isBlocked([], other.publicId)).to.equal(false)
  })

  it('stays blocked when they are found to be the same as somebody who is not', async () => {
    const desk = await openDesk(app())
    const [one, other] = [
      await desk.mailArrives(blockedMail),
      await desk.mailArrives({ From: 'ayse@is.example' }),
    ]
    await block(one.customer!, why, by)
    const because = [{ code: 'person' as const, detail: 'Gül' }]
    await change((tx) => mergeInto({ from: one.customer!, into: other.customer!, because }, gul, tx))
    expect(await isBlocked([ayse])).to.equal(true)
    expect(await isBlocked([{ ...ayse, value: 'ayse@is.example' }])).to.equal(true)
  })

  it('may write again from the end on that was set, and when somebody lets them', async () => {
    const desk = await openDesk(app())
    const { _id } = await customerOf(await desk.mailArrives(blockedMail))
    await block(_id, { reason: 'Bir hafta ara', until: after(days(7)) }, by)
    expect(await isBlocked([ayse])).to.equal(true)
    travel(days(7))
    expect(await isBlocked([ayse])).to.equal(false)
    await block(_id, why, by)
    await unblock(_id, by)
    expect(await isBlocked([ayse])).to.equal(false)
    expect(blockOf(await Customer.findById(_id).lean<CustomerRecord>())).to.equal(null)
  })

  it('is told in the audit with reason and end, by whom and from where, for the block and for its end', async () => {
    const desk = await openDesk(app())
    const { _id } = await customerOf(await desk.mailArrives(blockedMail))
    const until = after(days(7))
    await block(_id, { reason: ' Görevlilere\n hakaret ', until }, by)
    await unblock(_id, by)
    await unblock(_id, by)
    const told = (await Audit.find({ 'thing.kind': 'customer' }).sort({ _id: 1 }).lean<AuditRecord[]>()).map(({ action, before, after: now, actor, ip }) => ({ action, before, now, by: actor.name, ip }))
    const facts = { reason: 'Görevlilere hakaret', until: until.toISOString() }
    expect(told).to.deep.equal([
      { action: 'customer.blocked', before: {}, now: facts, by: 'Gül', ip: '10.0.0.7' },
      { action: 'customer.unblocked', before: facts, now: {}, by: 'Gül', ip: '10.0.0.7' },
    ])
  }) // prettier-ignore

  it('is not made without a reason, nor to an end that has passed', async () => {
    const desk = await openDesk(app())
    const { _id } = await customerOf(await desk.mailArrives(blockedMail))
    expect(await code(block(_id, { reason: ' ', until: null }, by))).to.equal('block_reason_needed')
    expect(await code(block(_id, { reason: 'x', until: after(-1) }, by))).to.equal('block_end_in_past')
    expect(await Audit.countDocuments({ action: 'customer.blocked' })).to.equal(0)
    expect(await isBlocked([ayse])).to.equal(false)
  })

  it('is made and ended by managers and admins only, also by the form beside the ticket (R-55)', async () => {
    const desk = await openDesk(app())
    const ticket = await desk.mailArrives(blockedMail)
    const path = `/customers/${ticket.customer!.toHexString()}/block`
    const fields = { reason: 'Görevlilere hakaret', until: '', ticket: String(ticket.number) }
    const agent = await desk.person('agent')
    expect((await agent.form(path, fields)).status).to.equal(403)
    expect((await agent.request('PUT', `/api/v1${path}`, { body: { reason: 'x' } })).status).to.equal(403)
    expect((await agent.get(`/tickets/${ticket.number}`)).text).not.to.include(path)
    const manager = await desk.person('manager')
    expect((await manager.get(`/tickets/${ticket.number}`)).text).to.include(`action="${path}"`).and.to.include('Önerilmez')
    expect((await manager.form(path, { ...fields, reason: '' })).status).to.equal(422)
    expect((await manager.form(path, fields)).headers.get('location')).to.equal(`/tickets/${ticket.number}`)
    expect(await isBlocked([ayse])).to.equal(true)
    expect((await agent.get(`/tickets/${ticket.number}`)).text).to.include('Görevlilere hakaret')
    expect((await manager.form(path, { ...fields, _method: 'delete' })).status).to.equal(303)
    expect(await isBlocked([ayse])).to.equal(false)
  }) // prettier-ignore

  it('keeps hearing us: an answer that a colleague typed elsewhere still joins the conversation', async () => {
    const desk = await openDesk(app())
    const phone = await accountOn('phone', app().context)
    const call = (more: object) => JSON.stringify({ callId: 'c1', direction: 'in', from: '+905321112233', to: '', seconds: 9, outcome: 'missed', ...more }) // prettier-ignore
    await takeRaw(call({}), phone, app().context)
    const ticket = (await Ticket.findOne().lean<TicketRecord>())!
    await block(ticket.customer!, why, { actor: system })
    const ours = await takeRaw(call({ callId: 'c2', direction: 'out', from: '', to: '+905321112233' }), phone, app().context)
    const theirs = await takeRaw(call({ callId: 'c3' }), phone, app().context)
    expect([ours, theirs].map(({ outcomes }) => outcomes[0]?.reason)).to.deep.equal(['echo', 'sender_blocked'])
    expect(await Inbound.countDocuments()).to.equal(3)
    expect(desk.ours.key).to.equal('cicek')
  }) // prettier-ignore
})
