import { expect } from 'chai'
import { createHmac } from 'node:crypto'
import { after, days, hours, now, resetClock, travel } from '../../../server/lib/clock.js'
import { system } from '../../../server/models/actor.js'
import { Customer, Identity, type CustomerRecord } from '../../../server/models/customers/index.js'
import { Event } from '../../../server/models/event.js'
import { Inbound } from '../../../server/models/intake/index.js'
import { Message, type MessageRecord } from '../../../server/models/messages/index.js'
import { Outbox } from '../../../server/models/outbox/index.js'
import { close, Ticket, type TicketRecord } from '../../../server/models/tickets/index.js'
import { forgetCallLinks } from '../../../server/http/call-links.js'
import { useApp } from '../../support/app.js'
import { useDatabase } from '../../support/database.js'
import { accountOn } from '../../support/deliveries.js'
import { openDesk } from '../../support/desk.js'

const spoken = { direction: 'out', outcome: 'reached', seconds: 240, text: 'Yarın yeni çiçek gidecek.' }
const fresh = async ({ _id }: TicketRecord) => (await Ticket.findById(_id).lean<TicketRecord>())!
const calls = () => Message.find({ channel: 'phone' }).sort({ seq: 1 }).lean<MessageRecord[]>()

describe('a call that is logged', () => {
  useDatabase()
  const app = useApp()
  beforeEach(forgetCallLinks)
  afterEach(resetClock)

  it('stands in the thread as our words, sends nothing and answers the customer who was reached', async () => {
    const desk = await openDesk(app())
    const [ticket, mehmet] = [await desk.mailArrives(), await desk.person('agent')]
    const reply = await mehmet.post(`/api/v1/tickets/${ticket.number}/calls`, spoken)
    expect(reply.status).to.equal(201)
    const [call] = await calls()
    expect(call).to.deep.include({ kind: 'reply', text: spoken.text, call: { medium: 'call', direction: 'out', seconds: 240, outcome: 'reached' } })
    expect(call!.author.name).to.equal(mehmet.user.name)
    expect(await Outbox.countDocuments()).to.equal(0)
    const later = await fresh(ticket)
    expect(later.waitingSince).to.equal(null)
    expect(later.firstRepliedAt).to.be.instanceOf(Date)
    const last = await Event.findOne({ ticket: ticket._id }).sort({ seq: -1 }).lean()
    expect(last).to.include({ name: 'call.logged', seq: later.seq })
  }) // prettier-ignore

  it('is the customer’s own words where they called, whoever wrote it down', async () => {
    const desk = await openDesk(app())
    const [ticket, mehmet] = [await desk.mailArrives({ From: 'Ayşe <ayse@posta.example>' }), await desk.person('agent')]
    await mehmet.post(`/api/v1/tickets/${ticket.number}/calls`, { ...spoken, direction: 'in' })
    const [call] = await calls()
    expect(call).to.deep.include({ kind: 'in', author: { kind: 'customer', id: ticket.customer!.toHexString(), name: 'Ayşe' } })
  }) // prettier-ignore

  it('answers nobody where we did not reach them', async () => {
    const desk = await openDesk(app())
    const [ticket, mehmet] = [await desk.mailArrives(), await desk.person('agent')]
    const tried = { direction: 'out', outcome: 'no_answer' }
    expect((await mehmet.post(`/api/v1/tickets/${ticket.number}/calls`, tried)).status).to.equal(201)
    const later = await fresh(ticket)
    expect(later.waitingSince).to.be.instanceOf(Date)
    expect(later).not.to.have.property('firstRepliedAt')
  })

  it('opens an answered ticket again where the customer called and nobody took it', async () => {
    const desk = await openDesk(app())
    const [ticket, mehmet] = [await desk.mailArrives(), await desk.person('agent')]
    const resolved = await close(ticket, system, 'resolved')
    await mehmet.post(`/api/v1/tickets/${ticket.number}/calls`, {
      direction: 'in',
      outcome: 'voicemail',
      text: '',
    })
    expect((await fresh(resolved)).status).to.equal('open')
    const names = (await Event.find({ ticket: ticket._id }).sort({ seq: -1 }).limit(2).lean()).map(({ name }) => name) // prettier-ignore
    expect(names).to.deep.equal(['call.logged', 'ticket.reopened'])
  })

  it('is one call, however often it is sent under one client id', async () => {
    const desk = await openDesk(app())
    const [ticket, mehmet] = [await desk.mailArrives(), await desk.person('agent')]
    const body = { ...spoken, clientId: 'client-0001' }
    const path = `/api/v1/tickets/${ticket.number}/calls`
    const replies = await Promise.all([
      mehmet.post(path, body),
      mehmet.post(path, body),
      mehmet.post(path, body),
    ])
    expect(replies.map(({ status }) => status).sort()).to.deep.equal([200, 200, 201])
    expect(await calls()).to.have.length(1)
    expect((await fresh(ticket)).messageCount).to.equal(2)
  })

  it('is refused with what is wrong: no words for a talk, a time to come, a number that is none', async () => {
    const desk = await openDesk(app())
    const [ticket, mehmet] = [await desk.mailArrives(), await desk.person('agent')]
    const code = async (body: object) =>
      (await mehmet.post<{ error: { code: string } }>(`/api/v1/tickets/${ticket.number}/calls`, body)).body.error.code
    expect(await code({ ...spoken, text: ' ' })).to.equal('message_empty')
    expect(await code({ ...spoken, at: after(hours(1)).toISOString() })).to.equal('call_time_invalid')
    expect(await code({ ...spoken, at: after(-days(400)).toISOString() })).to.equal('call_time_invalid')
    expect(await code({ ...spoken, phone: '12' })).to.equal('call_number_invalid')
    expect(await code({ ...spoken, medium: 'visit', outcome: 'busy' })).to.equal('call_outcome_invalid')
    expect(await calls()).to.be.empty
  }) // prettier-ignore

  it('is not to be had in a ticket that somebody may not see', async () => {
    const desk = await openDesk(app())
    const [ticket, veli] = [await desk.mailArrives(), await desk.person('agent', desk.theirs)]
    expect((await veli.post(`/api/v1/tickets/${ticket.number}/calls`, spoken)).status).to.equal(404)
  })

  it('works as a plain form, and keeps what was typed where something is wrong', async () => {
    const desk = await openDesk(app())
    const [ticket, mehmet] = [await desk.mailArrives(), await desk.person('agent')]
    const page = await mehmet.get(`/tickets/${ticket.number}`, { accept: 'text/html' })
    expect(page.text).to.include(`action="/tickets/${ticket.number}/calls"`)
    const fields = { medium: 'visit', direction: 'in', outcome: 'reached', minutes: '12,5', at: '', note: '', clientId: 'client-0002' }
    const refused = await mehmet.form(`/tickets/${ticket.number}/calls`, fields)
    expect(refused.status).to.equal(422)
    expect(refused.text).to.include('value="12,5"').and.to.include('href="#f-note"')
    const done = await mehmet.form(`/tickets/${ticket.number}/calls`, { ...fields, note: 'Mağazaya geldi' })
    expect([done.status, done.headers.get('location')]).to.deep.equal([303, `/tickets/${ticket.number}`])
    const [call] = await calls()
    expect(call!.call).to.deep.equal({ medium: 'visit', direction: 'in', seconds: 750, outcome: 'reached' })
  }) // prettier-ignore

  it('reads a local time in the writer’s own zone', async () => {
    const desk = await openDesk(app())
    const [ticket, mehmet] = [await desk.mailArrives(), await desk.person('agent')]
    const yesterday = after(-days(1)).toISOString().slice(0, 10)
    await mehmet.form(`/tickets/${ticket.number}/calls`, { direction: 'out', outcome: 'busy', at: `${yesterday}T10:30` })
    expect((await calls())[0]!.at.toISOString()).to.equal(`${yesterday}T07:30:00.000Z`)
  }) // prettier-ignore

  it('links the customer’s numbers as the telephone’s account wants it', async () => {
    const desk = await openDesk(app())
    const [ticket, mehmet] = [await desk.mailArrives(), await desk.person('agent')]
    const claim = { type: 'phone', value: '+905321112233', at: now() }
    await Customer.updateOne({ _id: ticket.customer }, { $set: { claims: [claim] } })
    expect((await mehmet.get(`/tickets/${ticket.number}`)).text).to.include('href="tel:+905321112233"')
    await accountOn('phone', app().context, { settings: { callLink: 'sip:{number}@pbx.example' } })
    forgetCallLinks()
    expect((await mehmet.get(`/tickets/${ticket.number}`)).text).to.include(
      'href="sip:+905321112233@pbx.example"',
    )
  })
})

describe('the door for telephone systems', () => {
  useDatabase()
  const app = useApp()
  const body = JSON.stringify({ callId: 'c-1', direction: 'in', from: '05321112233', to: '', seconds: 0, outcome: 'missed' })
  const post = (signature: string) =>
    fetch(`${app().url}/channels/phone/phone`, { method: 'POST', body, headers: { 'content-type': 'application/json', 'x-redress-signature': signature } })

  it('takes a signed call in before it answers, and nothing that is not signed with the account’s secret', async () => {
    const inboundSecret = 'santralin-gizli-anahtarı'
    await accountOn('phone', app().context, { secrets: { inboundSecret } })
    const sign = (key: string) => `sha256=${createHmac('sha256', key).update(body).digest('hex')}`
    expect((await post(sign('başka bir anahtar'))).status).to.equal(401)
    expect(await Inbound.countDocuments()).to.equal(0)
    expect((await post(sign(inboundSecret))).status).to.equal(202)
    expect(await Inbound.countDocuments({ channel: 'phone' })).to.equal(1)
  })
}) // prettier-ignore

describe('a phone note', () => {
  useDatabase()
  const app = useApp()
  const note = {
    ...spoken,
    direction: 'in',
    subject: 'Güller solmuş',
    name: 'Ayşe Yılmaz',
    phone: '0532 111 22 33',
  }

  it('opens a ticket whose customer is known by a claim and by nothing that is proved', async () => {
    const mehmet = await (await openDesk(app())).person('agent')
    const reply = await mehmet.post('/api/v1/calls', { ...note, category: 'damaged_in_transit' })
    expect(reply.status).to.equal(201)
    const ticket = (await Ticket.findOne().lean<TicketRecord>())!
    expect(ticket).to.include({ channel: 'phone', customerName: 'Ayşe Yılmaz', category: 'damaged_in_transit', waitingSince: null })
    expect(ticket.categoryBy?.by.name).to.equal(mehmet.user.name)
    const customer = (await Customer.findById(ticket.customer).lean<CustomerRecord>())!
    expect(customer.claims!.map(({ type, value }) => [type, value])).to.deep.equal([['phone', '+905321112233']])
    expect(await Identity.countDocuments()).to.equal(0)
  }) // prettier-ignore

  it('never joins a known customer by a number that was only said', async () => {
    const desk = await openDesk(app())
    const mehmet = await desk.person('agent')
    const known = await desk.mailArrives({ From: 'ayse@posta.example' })
    await mehmet.post('/api/v1/calls', { ...note, email: 'ayse@posta.example' })
    expect(await Customer.countDocuments()).to.equal(2)
    expect(await Ticket.countDocuments({ customer: known.customer })).to.equal(1)
  })

  it('asks by the form whose matter it is where the number may be somebody’s, and takes the writer’s word', async () => {
    const desk = await openDesk(app())
    const mehmet = await desk.person('agent')
    const known = await desk.mailArrives({ From: 'Ayşe <ayse@posta.example>' })
    const fields = { direction: 'in', outcome: 'reached', subject: 'Güller solmuş', note: 'Yine aradı', email: 'ayse@posta.example', category: '' }
    const asked = await mehmet.form('/calls', fields)
    expect(asked.status).to.equal(422)
    expect(asked.text).to.include(`value="${known.customer!.toHexString()}"`).and.to.include('value="new"')
    const done = await mehmet.form('/calls', { ...fields, customer: known.customer!.toHexString() })
    expect(done.status).to.equal(303)
    expect(await Ticket.countDocuments({ customer: known.customer })).to.equal(2)
    expect((await mehmet.form('/calls', { ...fields, customer: 'new' })).status).to.equal(303)
    expect(await Customer.countDocuments()).to.equal(2)
  }) // prettier-ignore

  it('tells an agent nothing of customers whose tickets they may not see', async () => {
    const desk = await openDesk(app())
    const [mehmet, veli] = [await desk.person('agent'), await desk.person('agent', desk.theirs)]
    await desk.mailArrives({ From: 'ayse@posta.example' })
    const who = async (person: typeof mehmet) =>
      (await person.get<{ items: unknown[] }>('/api/v1/callers?email=ayse%40posta.example')).body.items
    expect(await who(mehmet)).to.have.length(1)
    expect(await who(veli)).to.have.length(0)
  })

  it('is refused where it names nobody, an order that is not there, or a customer of others', async () => {
    const desk = await openDesk(app())
    const [mehmet, veli] = [await desk.person('agent'), await desk.person('agent', desk.theirs)]
    const known = await desk.mailArrives()
    const post = (person: typeof mehmet, body: object) => person.post<{ error: { code: string } }>('/api/v1/calls', body)
    expect((await post(mehmet, { ...note, name: '', phone: '' })).body.error.code).to.equal('caller_unnamed')
    expect((await post(mehmet, { ...note, order: 'YOK-1' })).body.error.code).to.equal('order_unknown')
    expect((await post(veli, { ...note, customer: known.customer!.toHexString() })).status).to.equal(404)
    expect(await Message.countDocuments({ channel: 'phone' })).to.equal(0)
  }) // prettier-ignore
})

describe('the advice to call', () => {
  useDatabase()
  const app = useApp()
  afterEach(resetClock)

  it('shows in a stuck ticket with its reason, and is gone for a day once it was put away (R-52)', async () => {
    const desk = await openDesk(app())
    const mehmet = await desk.person('agent')
    const ticket = await desk.mailArrives({ 'Message-ID': '<a@posta.example>' })
    for (const n of [1, 2]) {
      await mehmet.post(`/api/v1/tickets/${ticket.number}/messages`, { kind: 'reply', text: 'Bakıyoruz', clientId: `client-000${n}` })
      await desk.mailArrives({ Subject: `Re: Güller solmuş [#${ticket.number}]`, 'Message-ID': `<b${n}@posta.example>`, References: '<a@posta.example>' })
    }
    const page = async () => (await mehmet.get(`/tickets/${ticket.number}`)).text
    expect(await page()).to.include('Müşteri 5 günde 3 kez yazdı')
    expect((await mehmet.form(`/tickets/${ticket.number}/advice`, { _method: 'delete' })).status).to.equal(303)
    expect(await page()).not.to.include('Müşteri 5 günde 3 kez yazdı')
    travel(days(1) + hours(1))
    await mehmet.signIn(mehmet.user.email)
    expect(await page()).to.include('Müşteri 5 günde 3 kez yazdı')
  }) // prettier-ignore

  it('warns before a fourth contact without an answer (R-25)', async () => {
    const desk = await openDesk(app())
    const [ticket, mehmet] = [await desk.mailArrives(), await desk.person('agent')]
    const warned = async () => (await mehmet.get(`/tickets/${ticket.number}`)).text.includes('advice-warning')
    const call = { direction: 'out', outcome: 'no_answer' }
    for (let n = 0; n < 2; n++) await mehmet.post(`/api/v1/tickets/${ticket.number}/calls`, call)
    expect(await warned()).to.equal(false)
    await mehmet.post(`/api/v1/tickets/${ticket.number}/calls`, call)
    expect(await warned()).to.equal(true)
  })
})
