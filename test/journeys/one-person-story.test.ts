import { expect } from 'chai'
import { days, hours, minutes, now, travel } from '../../server/lib/clock.js'
import { change } from '../../server/lib/mongo.js'
import { recognise } from '../../server/models/customers/index.js'
import * as marketplaces from '../../server/models/marketplaces/index.js'
import { threadOf } from '../../server/models/messages/index.js'
import * as orders from '../../server/models/orders/index.js'
import { seedRules } from '../../server/models/rules/index.js'
import * as sellers from '../../server/models/sellers/index.js'
import { Ticket, type TicketRecord } from '../../server/models/tickets/index.js'
import { useApp } from '../support/app.js'
import type { Client, Reply } from '../support/client.js'
import { useDatabase } from '../support/database.js'
import { accountOn, bodies, takeRaw } from '../support/deliveries.js'
import { openDesk, type Desk } from '../support/desk.js'

const phone = '+905321112233'

interface Item {
  kind: string
  at: string
  ticket: number
  channel: string
  direction: string
  text: string
  order: string
  promise: { state: string; text: string } | null
}
type Page = { items: Item[]; next: string | null }

describe('the story of a customer', () => {
  useDatabase()
  const app = useApp()
  let desk: Desk
  let agent: Client

  beforeEach(async () => {
    desk = await openDesk(app())
    await seedRules()
    agent = await desk.person('agent')
  })

  const reply = async (number: number, text: string): Promise<Reply<{ id: string }>> => {
    const answer = await agent.post<{ id: string }>(`/api/v1/tickets/${number}/messages`, { kind: 'reply', text, clientId: `client-id-${text.length}` })
    expect(answer.status, answer.text).to.equal(201)
    return answer
  } // prettier-ignore

  /** Ayşe is known by her address and phone, has ordered, and wrote by mail and then by text message. */
  async function ayse(): Promise<{ id: string; mail: TicketRecord; text: TicketRecord }> {
    const customer = await change((tx) =>
      recognise({ refs: [{ type: 'email', scope: '', value: 'ayse@ornek.com', proof: 'signed' }, { type: 'phone', scope: '', value: phone, proof: 'signed' }], name: 'Ayşe', locale: 'tr' }, tx),
    )
    const marketplace = await marketplaces.upsert({ key: 'cicek', name: 'Çiçek Pazarı' })
    const seller = await sellers.upsert({ marketplace: marketplace._id, externalId: 's1', name: 'Gül Dükkânı' })
    await orders.upsert({
      marketplace: marketplace._id, seller: seller._id, externalId: 'o1', number: 'TR-1001', customer: customer._id, status: 'completed',
      total: { amountMinor: 10_000, currency: 'TRY' }, placedAt: new Date(now().getTime() - days(3)), deliveredAt: new Date(now().getTime() - days(1)),
    })
    const mail = await desk.mailArrives({ From: 'Ayşe <ayse@ornek.com>' })
    travel(minutes(30))
    const sms = await accountOn('sms', app().context, { team: desk.ours._id })
    await takeRaw(bodies.sms('Faturam da yanlış kesilmiş, kargo ücreti iki kez alınmış', phone), sms, app().context)
    const text = (await Ticket.findOne({ channel: 'sms' }).lean<TicketRecord>()) ?? mail
    return { id: String(customer._id), mail, text }
  } // prettier-ignore

  it('tells on all channels, newest first, what was said and by whom, what was ordered and delivered', async () => {
    const { id, mail } = await ayse()
    travel(minutes(5))
    await reply(mail.number, 'Yeni buket yola çıktı')
    const { body } = await agent.get<Page>(`/api/v1/customers/${id}/timeline`)
    const times = body.items.map(({ at }) => at)
    expect(times).to.deep.equal([...times].sort().reverse())
    const said = body.items.filter(({ kind }) => kind === 'message')
    expect(said[0]).to.include({ direction: 'out', channel: 'email', text: 'Yeni buket yola çıktı' })
    expect(said.map(({ channel }) => channel)).to.include.members(['email', 'sms'])
    expect(body.items.filter(({ order }) => order === 'TR-1001').map(({ kind }) => kind)).to.deep.equal(['delivered', 'ordered'])
  }) // prettier-ignore

  it('comes in pages that leave nothing out and repeat nothing', async () => {
    const { id } = await ayse()
    const all = (await agent.get<Page>(`/api/v1/customers/${id}/timeline`)).body
    expect(all.next).to.equal(null)
    const walked: Item[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Page = (await agent.get<Page>(`/api/v1/customers/${id}/timeline?limit=2${cursor && `&cursor=${cursor}`}`)).body
      walked.push(...page.items)
      cursor = page.next
    }
    expect(walked).to.deep.equal(all.items)
    expect((await agent.get(`/api/v1/customers/${id}/timeline?cursor=x`)).status).to.equal(422)
  }) // prettier-ignore

  it('tells an agent nothing of tickets that are not theirs to see, nor notes of anybody', async () => {
    const { id, mail, text } = await ayse()
    await agent.post(`/api/v1/tickets/${mail.number}/messages`, {
      kind: 'note',
      text: 'Zor müşteri',
      clientId: 'note-client-1',
    })
    const before = (await agent.get<Page>(`/api/v1/customers/${id}/timeline`)).text
    expect(before).not.to.include('Zor müşteri')
    expect(text.number, 'two matters are two tickets').not.to.equal(mail.number)
    await Ticket.updateOne({ _id: text._id }, { $set: { team: desk.theirs._id } })
    const after = await agent.get<Page>(`/api/v1/customers/${id}/timeline`)
    expect(after.text).not.to.include('Faturam')
  })

  it('holds promises as agents mark them: open until they are due, then broken, unless somebody says they were kept', async () => {
    const { id, mail } = await ayse()
    const { body: words } = await reply(mail.number, 'Yarın arayacağız')
    const until = new Date(now().getTime() + hours(4)).toISOString()
    const path = `/api/v1/messages/${words.id}/promise`
    expect((await agent.request('PUT', path, { body: { until, text: 'Aranacak' } })).status).to.equal(200)
    const promised = async () => (await agent.get<Page>(`/api/v1/customers/${id}/timeline`)).body.items.find(({ promise }) => promise)?.promise
    expect(await promised()).to.deep.include({ state: 'open', text: 'Aranacak' })
    travel(hours(5))
    expect((await promised())!.state).to.equal('broken')
    const card = await agent.get(`/tickets/${mail.number}`, { accept: 'text/html' })
    expect(card.text).to.include('Tutulmadı').and.to.include('Aranacak')
    const kept = await agent.form(`/messages/${words.id}/promise/kept`, {})
    expect(kept.status).to.equal(303)
    expect((await promised())!.state).to.equal('kept')
    expect((await agent.request('PUT', `${path}/kept`)).status).to.equal(409)
    expect((await agent.request('DELETE', path)).status).to.equal(200)
    expect(await promised()).to.equal(undefined)
    expect((await agent.request('DELETE', path)).status).to.equal(409)
  }) // prettier-ignore

  it('takes no promise from the customer’s own words, and none without a time or words', async () => {
    const { mail } = await ayse()
    const [first] = await threadOf(mail._id)
    const until = new Date(now().getTime() + hours(4)).toISOString()
    const put = (body: unknown) => agent.request<{ error: { code: string } }>('PUT', `/api/v1/messages/${String(first!._id)}/promise`, { body })
    expect((await put({ until, text: 'Söz' })).body.error.code).to.equal('promise_not_ours')
    expect((await put({ until: 'yarın', text: 'Söz' })).status).to.equal(422)
    expect((await put({ until, text: '' })).status).to.equal(422)
  }) // prettier-ignore

  it('marks a promise on a plain page, in the agent’s own time zone', async () => {
    const { mail } = await ayse()
    const { body: words } = await reply(mail.number, 'Yarın arayacağız')
    const path = `/messages/${words.id}/promise`
    expect((await agent.get(path, { accept: 'text/html' })).text).to.include('Yarın arayacağız')
    const wrong = await agent.form(path, { text: 'Aranacak', until: '' })
    expect([wrong.status, wrong.text.includes('value="Aranacak"')]).to.deep.equal([422, true])
    expect((await agent.form(path, { text: 'Aranacak', until: '2099-06-01T12:00' })).status).to.equal(303)
    const shown = await agent.get<{ beside: { promise: { until: string } } }>(`/api/v1/messages/${words.id}`)
    expect(shown.body.beside.promise.until, 'noon in Istanbul').to.equal('2099-06-01T09:00:00.000Z')
  })

  it('counts how often they had to say it again, and says how it counts', async () => {
    const { mail } = await ayse()
    const again = async (body: string) => {
      travel(hours(2))
      await desk.mailArrives({ From: 'Ayşe <ayse@ornek.com>', Subject: `Re: Güller [#${mail.number}]`, Date: now().toUTCString() }, body)
    }
    await again('Cevap bekliyorum')
    await again('Hâlâ bekliyorum')
    const page = await agent.get(`/tickets/${mail.number}`, { accept: 'text/html' })
    expect(/<p class="repeats".*?<\/p>/s.exec(page.text)?.[0] ?? '').to.include('2 kez yeniden yazmak zorunda kaldı').and.to.include('yanıtsız kalan: 2')
  }) // prettier-ignore
})
