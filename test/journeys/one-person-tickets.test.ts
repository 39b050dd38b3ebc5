import { expect } from 'chai'
import { change } from '../../server/lib/mongo.js'
import { recognise } from '../../server/models/customers/index.js'
import { threadOf } from '../../server/models/messages/index.js'
import { seedRules } from '../../server/models/rules/index.js'
import { Ticket, type TicketRecord } from '../../server/models/tickets/index.js'
import { useApp } from '../support/app.js'
import type { Client } from '../support/client.js'
import { useDatabase } from '../support/database.js'
import { accountOn, bodies, takeRaw } from '../support/deliveries.js'
import { openDesk, type Desk } from '../support/desk.js'
import type { ChannelAccountRecord } from '../../server/models/channel-accounts/index.js'

const phone = '+905321112233'
const from = { From: 'Ayşe <ayse@ornek.com>' }

describe('two tickets of one person', () => {
  useDatabase()
  const app = useApp()
  let desk: Desk
  let agent: Client
  let sms: ChannelAccountRecord
  let mail: TicketRecord

  beforeEach(async () => {
    desk = await openDesk(app())
    await seedRules()
    agent = await desk.person('agent')
    sms = await accountOn('sms', app().context, { team: desk.ours._id })
    const refs = [{ type: 'email' as const, value: 'ayse@ornek.com' }, { type: 'phone' as const, value: phone }]
    await change((tx) => recognise({ refs: refs.map((ref) => ({ ...ref, scope: '', proof: 'signed' as const })), name: 'Ayşe', locale: 'tr' }, tx))
    mail = await desk.mailArrives(from)
  }) // prettier-ignore

  const texts = (words: string): Promise<unknown> => takeRaw(bodies.sms(words, phone), sms, app().context)
  const now = async (number: number): Promise<TicketRecord> =>
    (await Ticket.findOne({ number }).lean<TicketRecord>())!

  /** Another matter of hers by mail, which starts a ticket of its own. */
  const second = (): Promise<TicketRecord> =>
    desk.mailArrives({ ...from, Subject: 'Fatura' }, 'Fatura yanlış kesilmiş')

  it('are suggested beside each other, merged by a plain form, and live on at one address', async () => {
    const other = await second()
    const page = await agent.get(`/tickets/${other.number}`, { accept: 'text/html' })
    expect(page.text).to.include(`/tickets/${other.number}/merge?into=${mail.number}`)
    const confirm = await agent.get(`/tickets/${other.number}/merge?into=${mail.number}`, { accept: 'text/html' })
    expect(confirm.text).to.include('Fatura').and.to.include('Güller solmuş')
    const live = await agent.socket()
    await live.ask('subscribe', { tickets: [mail.number] })
    const merged = await agent.form(`/tickets/${other.number}/merge`, { into: String(mail.number) })
    expect([merged.status, merged.headers.get('location')]).to.deep.equal([303, `/tickets/${mail.number}`])
    const arrived = await live.push(({ partial, view }) => partial === 'messages/message' && (view as { text: string }).text.includes('Fatura yanlış'))
    expect(arrived.ticket, 'who has the other one open sees it arrive').to.equal(mail.number)
    live.close()
    const old = await agent.get(`/tickets/${other.number}`, { accept: 'text/html' })
    expect(old.headers.get('location')).to.equal(`/tickets/${mail.number}`)
    const list = await agent.get<{ items: { number: number }[] }>('/api/v1/tickets?view=resolved')
    expect(list.body.items.map(({ number }) => number), 'a part is no ticket of its own in lists').to.deep.equal([])
  }) // prettier-ignore

  it('take what still comes to the merged one, and are parted again at a click', async () => {
    const other = await second()
    const done = await agent.post<{ undo: string; messages: number }>(
      `/api/v1/tickets/${other.number}/merge`,
      { into: mail.number },
    )
    expect([done.status, done.body.messages]).to.deep.equal([201, 1])
    const late = await desk.mailArrives(
      { ...from, Subject: `Re: Fatura [#${other.number}]` },
      'Bir de iade istiyorum',
    )
    expect(late.number).to.equal(mail.number)
    const page = await agent.get(`/tickets/${mail.number}`, { accept: 'text/html' })
    expect(page.text).to.include(`/tickets/merges/${done.body.undo}`).and.to.include('Fatura yanlış kesilmiş')
    const parted = await agent.form(`/tickets/merges/${done.body.undo}`, { _method: 'delete' })
    expect(parted.headers.get('location')).to.equal(`/tickets/${other.number}`)
    expect((await now(other.number)).status).to.equal('open')
    expect((await threadOf(mail._id)).map(({ text }) => text)).to.deep.equal([
      'Güllerim solmuş geldi, iade istiyorum.',
      'Bir de iade istiyorum',
    ])
    const again = await agent.request('DELETE', `/api/v1/tickets/merges/${done.body.undo}`)
    expect(again.status).to.equal(409)
  })

  it('stay two when an agent may not handle both, or they are of two people', async () => {
    const other = await second()
    const stranger = await desk.mailArrives({ From: 'can@ornek.com' })
    const merge = (number: number, into: number, who = agent) =>
      who.post<{ error: { code: string } }>(`/api/v1/tickets/${number}/merge`, { into })
    expect((await merge(stranger.number, mail.number)).body.error.code).to.equal('tickets_of_two_people')
    await Ticket.updateOne({ _id: mail._id }, { $set: { team: desk.theirs._id } })
    expect((await merge(other.number, mail.number)).status).to.equal(404)
    expect((await merge(other.number, stranger.number, await desk.person('mediator'))).status).to.equal(403)
    const page = await agent.form(`/tickets/${other.number}/merge`, { into: String(stranger.number) })
    expect(page.status).to.equal(409)
    expect(page.text).to.include('iki ayrı kişinin')
    expect(await Ticket.countDocuments({ mergedInto: null })).to.equal(3)
  })

  it('are made of one again where a text message had joined the wrong matter, and what comes next goes the right way', async () => {
    await texts('Merhaba, ne zaman?')
    const [, joined] = await threadOf(mail._id)
    expect(joined!.joined!.map(({ code }) => code)).to.deep.equal(['only_open_matter'])
    const page = await agent.get(`/tickets/${mail.number}`, { accept: 'text/html' })
    expect(page.text).to.include('Geri al: ayrı bir talep yap')
    const live = await agent.socket()
    await live.ask('subscribe', { tickets: [mail.number] })
    const undone = await agent.form(`/messages/${String(joined!._id)}/split`, { following: 'yes' })
    const number = Number(undone.headers.get('location')!.split('/').at(-1))
    expect(number).not.to.equal(mail.number)
    await live.push(({ event, ticket }) => event.left === String(joined!._id) && ticket === mail.number)
    live.close()
    await texts('Kurye ne zaman gelir?')
    expect((await threadOf((await now(number))._id)).map(({ text }) => text)).to.deep.equal(['Merhaba, ne zaman?', 'Kurye ne zaman gelir?'])
    expect(await threadOf(mail._id)).to.have.length(1)
    const links = await agent.get<{ items: { number: number }[] }>(`/api/v1/tickets/${number}/links`)
    expect(links.body.items.map((one) => one.number)).to.deep.equal([mail.number])
  }) // prettier-ignore

  it('are linked and unlinked by the API', async () => {
    const other = await second()
    const path = `/api/v1/tickets/${other.number}/links`
    expect((await agent.post(path, { to: mail.number })).status).to.equal(204)
    expect(
      (await agent.get<{ items: unknown[] }>(`/api/v1/tickets/${mail.number}/links`)).body.items,
    ).to.have.length(1)
    expect((await agent.request('DELETE', path, { body: { to: mail.number } })).status).to.equal(204)
    expect((await agent.get<{ items: unknown[] }>(path)).body.items).to.deep.equal([])
  })
})
