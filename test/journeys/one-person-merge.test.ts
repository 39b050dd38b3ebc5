import { expect } from 'chai'
import { change } from '../../server/lib/mongo.js'
import { Audit } from '../../server/models/audits/index.js'
import { Customer, recognise, type CustomerRecord } from '../../server/models/customers/index.js'
import type { IdentityRef } from '../../server/models/intake/message-shapes.js'
import { Ticket, type TicketRecord } from '../../server/models/tickets/index.js'
import { useApp } from '../support/app.js'
import type { Client } from '../support/client.js'
import { useDatabase } from '../support/database.js'
import { accountOn, bodies, takeRaw } from '../support/deliveries.js'
import { openDesk, type Desk } from '../support/desk.js'

const phone = '+905321112233'

/** Somebody who is known by this, and says of themselves what they say. */
function known(ref: Partial<IdentityRef>, claims: { type: 'email' | 'phone'; value: string }[] = [], name = 'Ayşe Yılmaz'): Promise<CustomerRecord> {
  const whole: IdentityRef = { type: 'email', scope: '', value: '', proof: 'transport', ...ref }
  return change((tx) => recognise({ refs: [whole], claims, name, locale: 'tr' }, tx))
} // prettier-ignore

describe('one person behind two customers', () => {
  useDatabase()
  const app = useApp()
  let desk: Desk
  let agent: Client

  beforeEach(async () => {
    desk = await openDesk(app())
    agent = await desk.person('agent')
  })

  /** A mail of Ayşe's who gave her phone in a form once, and a text message from that phone. */
  async function twoRecords(): Promise<{ mail: TicketRecord; text: TicketRecord }> {
    const mail = await desk.mailArrives({ From: 'Ayşe Yılmaz <ayse@ornek.com>' })
    await Customer.updateOne(
      { _id: mail.customer! },
      { $set: { claims: [{ type: 'phone', value: phone, at: new Date() }] } },
    )
    const sms = await accountOn('sms', app().context, { team: desk.ours._id })
    await takeRaw(bodies.sms('Merhaba, hâlâ bekliyorum', phone), sms, app().context)
    const text = (await Ticket.findOne({ channel: 'sms' }).lean<TicketRecord>())!
    return { mail, text }
  }

  it('is suggested with the evidence, in the API and beside the ticket, and nothing is joined until an agent says so', async () => {
    const { mail, text } = await twoRecords()
    expect(text.customer!.equals(mail.customer), 'a typed phone joins nobody').to.equal(false)
    const { body } = await agent.get<{ items: { customer: { id: string }; because: { code: string; detail: string }[] }[] }>(
      `/api/v1/customers/${String(text.customer)}/suggestions`,
    )
    expect(body.items).to.have.length(1)
    expect(body.items[0]!.customer.id).to.equal(String(mail.customer))
    expect(body.items[0]!.because).to.deep.equal([{ code: 'same_phone', detail: phone }])
    const page = await agent.get(`/tickets/${text.number}`, { accept: 'text/html' })
    expect(page.text).to.include('Aynı kişi olabilir (1)').and.to.include(`/customers/${String(mail.customer)}/merge?into=${String(text.customer)}`)
    expect(await Customer.countDocuments({ mergedInto: null })).to.equal(2)
  }) // prettier-ignore

  it('is not suggested to an agent who may see nothing of the other', async () => {
    const { mail, text } = await twoRecords()
    await Ticket.updateOne({ _id: mail._id }, { $set: { team: desk.theirs._id } })
    const path = `/api/v1/customers/${String(text.customer)}/suggestions`
    expect((await agent.get<{ items: unknown[] }>(path)).body.items).to.deep.equal([])
    const admin = await desk.person('admin')
    expect((await admin.get<{ items: unknown[] }>(path)).body.items).to.have.length(1)
  })

  it('is never suggested by name, picture or a number that a whole office gives', async () => {
    const shared = { type: 'phone' as const, value: '+902121112233' }
    const one = await known({ value: 'ayse@ornek.com' }, [shared])
    for (let n = 0; n < 6; n++) await known({ value: `kisi${n}@ornek.com` }, [shared])
    const admin = await desk.person('admin')
    const { body } = await admin.get<{ items: unknown[] }>(`/api/v1/customers/${String(one._id)}/suggestions`)
    expect(body.items).to.deep.equal([])
  })

  it('is not suggested again, from either side, once somebody said that they are two', async () => {
    const { mail, text } = await twoRecords()
    const [a, b] = [String(mail.customer), String(text.customer)]
    const said = await agent.form(`/customers/${a}/distinctions`, { other: b, ticket: String(mail.number) })
    expect([said.status, said.headers.get('location')]).to.deep.equal([303, `/tickets/${mail.number}`])
    for (const id of [a, b])
      expect((await agent.get<{ items: unknown[] }>(`/api/v1/customers/${id}/suggestions`)).body.items).to.deep.equal([])
    const forgotten = await agent.request('DELETE', `/api/v1/customers/${b}/distinctions/${a}`)
    expect(forgotten.status).to.equal(204)
    expect((await agent.get<{ items: unknown[] }>(`/api/v1/customers/${a}/suggestions`)).body.items).to.have.length(1)
  }) // prettier-ignore

  it('is merged on a page without script that shows both and the evidence, and is undone on the page of who stayed', async () => {
    const { mail, text } = await twoRecords()
    const [from, into] = [String(mail.customer), String(text.customer)]
    const compare = await agent.get(`/customers/${from}/merge?into=${into}`, { accept: 'text/html' })
    expect(compare.text).to.include('ayse@ornek.com').and.to.include(phone).and.to.include('Aynı telefon')
    const merged = await agent.form(`/customers/${from}/merge`, { into })
    expect([merged.status, merged.headers.get('location')]).to.deep.equal([303, `/customers/${into}`])
    const old = await agent.get(`/customers/${from}`, { accept: 'text/html' })
    expect(old.headers.get('location'), 'who was merged is found with who stays').to.equal(`/customers/${into}`)
    const { text: page } = await agent.get(`/customers/${into}`, { accept: 'text/html' })
    const [, undo] = /\/customers\/merges\/([0-9a-f]{24})/.exec(page)!
    expect(page).to.include('ayse@ornek.com').and.to.include(`#${mail.number}`)
    await agent.form(`/customers/merges/${undo!}`, { _method: 'delete' })
    expect(await Customer.countDocuments({ mergedInto: null })).to.equal(2)
    const actions = await Audit.find({ 'thing.kind': 'customer' }).sort({ _id: 1 }).lean<{ action: string }[]>()
    expect(actions.map(({ action }) => action)).to.deep.equal(['customer.merged', 'customer.unmerged'])
  }) // prettier-ignore

  it('gives an undo id by the API, and refuses what cannot be with its reason', async () => {
    const { mail, text } = await twoRecords()
    const [from, into] = [String(mail.customer), String(text.customer)]
    const itself = await agent.post<{ error: { code: string } }>(`/api/v1/customers/${from}/merge`, {
      into: from,
    })
    expect([itself.status, itself.body.error.code]).to.deep.equal([422, 'merge_with_itself'])
    const done = await agent.post<{ undo: string }>(`/api/v1/customers/${from}/merge`, { into })
    expect(done.status).to.equal(201)
    const again = await agent.post<{ error: { code: string } }>(`/api/v1/customers/${from}/merge`, { into })
    expect([again.status, again.body.error.code]).to.deep.equal([409, 'customer_already_merged'])
    expect((await agent.request('DELETE', `/api/v1/customers/merges/${done.body.undo}`)).status).to.equal(204)
    const twice = await agent.request('DELETE', `/api/v1/customers/merges/${done.body.undo}`)
    expect(twice.status).to.equal(409)
    const { body } = await agent.get<{ items: { undoneAt: string | null }[] }>(
      `/api/v1/customers/${into}/merges`,
    )
    expect(body.items.map(({ undoneAt }) => undoneAt !== null)).to.deep.equal([true])
  })

  it('is refused in words for two accounts of one shop, and to a mediator', async () => {
    const [a, b] = [await known({ type: 'shop_user', scope: 'gonca', value: '1', proof: 'signed' }), await known({ type: 'shop_user', scope: 'gonca', value: '2', proof: 'signed' })]
    const [admin, mediator] = [await desk.person('admin'), await desk.person('mediator')]
    const path = `/customers/${String(a._id)}/merge`
    const page = await admin.form(path, { into: String(b._id) })
    expect(page.status).to.equal(409)
    expect(page.text).to.include('Mağaza bu iki kişiyi ayrı hesaplar olarak tanıyor')
    expect((await mediator.post(`/api/v1${path}`, { into: String(b._id) })).status).to.equal(403)
    expect((await mediator.form(path, { into: String(b._id) })).status).to.equal(403)
    expect(await Customer.countDocuments({ mergedInto: null })).to.equal(2)
  }) // prettier-ignore
})
