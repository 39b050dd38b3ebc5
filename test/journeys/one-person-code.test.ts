import { expect } from 'chai'
import { confirmToldCode } from '../../jobs/confirm-code.js'
import { minutes, now, travel } from '../../server/lib/clock.js'
import { change } from '../../server/lib/mongo.js'
import { Code } from '../../server/models/customers/code.js'
import { Customer, Identity, recognise, type IdentityRecord } from '../../server/models/customers/index.js'
import { phoneForgottenAfter } from '../../server/models/customers/recognise.js'
import { Message, type MessageRecord } from '../../server/models/messages/index.js'
import { Outbox, type OutboxRecord } from '../../server/models/outbox/index.js'
import type { TicketRecord } from '../../server/models/tickets/index.js'
import { useApp } from '../support/app.js'
import type { Client, Reply } from '../support/client.js'
import { useDatabase } from '../support/database.js'
import { accountOn, bodies, takeRaw } from '../support/deliveries.js'
import { openDesk, type Desk } from '../support/desk.js'
import { settled } from '../support/worker.js'

const other = 'ayse.is@ornek.com'

describe('an address confirmed by a one-time code', () => {
  useDatabase()
  const app = useApp()
  let desk: Desk
  let agent: Client
  let ticket: TicketRecord
  let path: string

  beforeEach(async () => {
    desk = await openDesk(app())
    agent = await desk.person('agent')
    ticket = await desk.mailArrives({ From: 'Ayşe <ayse@ornek.com>' })
    path = `/api/v1/customers/${String(ticket.customer)}/codes`
  })

  const ask = (value = other, type = 'email'): Promise<Reply> =>
    agent.post(path, { type, value, ticket: ticket.number })
  const tell = (
    code: string,
  ): Promise<Reply<{ error: { code: string; details: { left?: number } }; customer: { id: string } }>> =>
    agent.post(`${path}/confirm`, { code })
  const letters = (): Promise<OutboxRecord[]> =>
    Outbox.find({ cause: /^code:/ })
      .sort({ _id: 1 })
      .lean<OutboxRecord[]>()
  const lastCode = async (): Promise<string> => /\b\d{6}\b/.exec((await letters()).at(-1)!.text)![0] // prettier-ignore
  const wrong = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

  it('goes out by itself to the address alone, and is stored nowhere but in that letter', async () => {
    const sent = await ask()
    expect(sent.status).to.equal(201)
    expect(JSON.stringify(sent.body)).not.to.match(/\b\d{6}\b/)
    const [letter] = await letters()
    expect(letter).to.include({ automatic: true, channel: 'email', state: 'queued' })
    expect(letter!.to.map(({ address }) => address)).to.deep.equal([other])
    const code = await lastCode()
    expect(JSON.stringify(await Code.find().lean())).not.to.include(code)
    const thread = await agent.get(`/api/v1/tickets/${ticket.number}/messages`)
    expect(thread.text, 'an agent cannot read it in the thread').not.to.include(code)
  })

  it('makes the address the customer’s by its round trip, and is told on the ticket', async () => {
    await ask()
    const told = await tell(` ${await lastCode()} `)
    expect(told.status).to.equal(200)
    const identity = await Identity.findOne({ value: other }).lean<IdentityRecord>()
    expect(identity!.proof).to.equal('roundtrip')
    expect(identity!.customer.equals(ticket.customer)).to.equal(true)
    const { text } = await agent.get(`/api/v1/tickets/${ticket.number}/events`)
    expect(text).to.include('customer.confirmed').and.to.include(other)
    expect((await tell(await lastCode())).body.error.code, 'a code works once').to.equal('code_not_asked')
  })

  it('joins whoever had the address until now, and says the same before whether anybody had', async () => {
    const unknown = await ask('kimse@ornek.com')
    const had = await change((tx) => recognise({ refs: [{ type: 'email', scope: '', value: other, proof: 'transport' }], name: 'Ayşe Y.', locale: 'tr' }, tx))
    const known = await ask()
    expect(Object.keys(known.body)).to.deep.equal(Object.keys(unknown.body))
    expect(known.status).to.equal(unknown.status)
    await tell(await lastCode())
    const people = await Customer.find({ mergedInto: null }).lean<{ _id: unknown }[]>()
    expect(people).to.have.length(1)
    const merges = await agent.get<{ items: { because: { code: string }[] }[] }>(`/api/v1/customers/${String(had._id)}/merges`)
    expect(merges.body.items[0]!.because.map(({ code }) => code)).to.deep.equal(['code_confirmed'])
  }) // prettier-ignore

  it('joins nothing where the shop knows the owner as somebody else', async () => {
    const shop = (value: string) => ({ type: 'shop_user' as const, scope: 'gonca', value, proof: 'signed' as const })
    await change((tx) => recognise({ refs: [shop('2'), { type: 'email', scope: '', value: other, proof: 'signed' }], name: '', locale: null }, tx))
    await Identity.insertMany([{ ...shop('1'), customer: ticket.customer!, createdAt: new Date() }])
    await ask()
    const told = await tell(await lastCode())
    expect([told.status, told.body.error.code]).to.deep.equal([409, 'different_shop_accounts'])
    expect(await Customer.countDocuments({ mergedInto: null })).to.equal(2)
    expect((await Identity.findOne({ value: other }).lean<IdentityRecord>())!.proof).to.equal('signed')
  }) // prettier-ignore

  it('gives three tries and no fourth, also not with the right code', async () => {
    await ask()
    const code = await lastCode()
    const tries = [await tell(wrong(code)), await tell('yok'), await tell(wrong(code))]
    expect(tries.map(({ status, body }) => [status, body.error.code, body.error.details.left])).to.deep.equal(
      [
        [422, 'code_wrong', 2],
        [422, 'code_wrong', 1],
        [422, 'code_wrong', 0],
      ],
    )
    expect((await tell(code)).body.error.code).to.equal('code_used_up')
    expect(await Identity.countDocuments({ value: other })).to.equal(0)
  })

  it('does not give more tries to guesses that come at the same instant', async () => {
    await ask()
    const code = await lastCode()
    const told = await Promise.all(Array.from({ length: 8 }, (_, n) => tell(wrong(String(Number(code) + n)))))
    const codes = told.map(({ body }) => body.error.code)
    expect(codes.filter((one) => one === 'code_wrong')).to.have.length(3)
    expect(codes.filter((one) => one === 'code_used_up')).to.have.length(5)
  })

  it('ends after ten minutes, and with the next code', async () => {
    await ask()
    const first = await lastCode()
    await ask()
    const second = await lastCode()
    if (first !== second) expect((await tell(first)).body.error.code).to.equal('code_wrong')
    travel(minutes(11))
    expect((await tell(second)).body.error.code).to.equal('code_expired')
  })

  it('is sent at most five times in a quarter of an hour', async () => {
    const answers = []
    for (let n = 0; n < 6; n++) answers.push((await ask()).status)
    expect(answers).to.deep.equal([201, 201, 201, 201, 201, 429])
  })

  it('goes to a phone by SMS, in one part, and a number that was silent for half a year does not bring its old owner', async () => {
    const phone = '+905321112233'
    expect((await ask('0532 111 22 33', 'phone')).status, 'no account that could send').to.equal(422)
    await accountOn('sms', app().context, { team: desk.ours._id })
    await change((tx) => recognise({ refs: [{ type: 'phone', scope: '', value: phone, proof: 'transport' }], name: 'Eski sahibi', locale: 'tr' }, tx))
    travel(phoneForgottenAfter + minutes(1))
    // sessions have run out by then
    agent = await desk.person('agent')
    expect((await ask('0532 111 22 33', 'phone')).status).to.equal(201)
    const [letter] = await letters()
    expect(letter!.to[0]!.address).to.equal(phone)
    expect((await tell(await lastCode())).status).to.equal(200)
    expect(await Customer.countDocuments({ mergedInto: null }), 'two people stay two').to.equal(2)
    expect((await Identity.findOne({ type: 'phone', value: phone }).lean<IdentityRecord>())!.customer.equals(ticket.customer)).to.equal(true)
  }) // prettier-ignore

  it('is taken from the customer’s own words in the conversation, each message being one try', async () => {
    const sms = await accountOn('sms', app().context, { team: desk.ours._id })
    const from = '+905321112233'
    await Identity.insertMany([{ type: 'phone', scope: '', value: from, proof: 'signed', customer: ticket.customer!, createdAt: now() }])
    await takeRaw(bodies.sms('Merhaba', from), sms, app().context)
    app().context.queue.work(app().context)
    await ask()
    const code = await lastCode()
    await takeRaw(bodies.sms(wrong(code), from), sms, app().context)
    await settled(app().context)
    const [said] = (await Message.find({ text: wrong(code) }).lean<MessageRecord[]>())
    expect(said!.ticket.equals(ticket._id)).to.equal(true)
    await confirmToldCode({ messageId: String(said!._id) }, app().context)
    expect((await Code.findOne().lean<{ tries: number }>())!.tries, 'run twice it is one try').to.equal(1)
    await takeRaw(bodies.sms('kod ne demek? 5 gün oldu', from), sms, app().context)
    await takeRaw(bodies.sms(`${code.slice(0, 3)} ${code.slice(3)}`, from), sms, app().context)
    await settled(app().context)
    expect((await Identity.findOne({ value: other }).lean<IdentityRecord>())!.proof).to.equal('roundtrip')
    const { text } = await agent.get(`/api/v1/tickets/${ticket.number}/events`)
    expect(text).to.include('customer.confirmed')
  }) // prettier-ignore

  it('says what is wrong with an address, and is asked for and told on plain pages', async () => {
    expect((await ask('nobody')).status).to.equal(422)
    expect((await ask('123', 'phone')).status).to.equal(422)
    const back = { ticket: String(ticket.number) }
    const customer = `/customers/${String(ticket.customer)}`
    await agent.form(`${customer}/codes`, { ...back, typed: other })
    const { text } = await agent.get(`/tickets/${ticket.number}`, { accept: 'text/html' })
    expect(text).to.include(`Kod ${other} adresine gönderildi`)
    await agent.form(`${customer}/codes/confirm`, { ...back, code: wrong(await lastCode()) })
    expect((await agent.get(`/tickets/${ticket.number}`, { accept: 'text/html' })).text).to.include(
      'Kalan deneme: 2',
    )
    await agent.form(`${customer}/codes/confirm`, { ...back, code: await lastCode() })
    expect((await Identity.findOne({ value: other }).lean<IdentityRecord>())!.proof).to.equal('roundtrip')
  })
})
