import { expect } from 'chai'
import { days, hours, travel } from '../../../server/lib/clock.js'
import { Audit } from '../../../server/models/audits/index.js'
import { Event } from '../../../server/models/event.js'
import { Outbox, type OutboxRecord } from '../../../server/models/outbox/index.js'
import { Satisfaction } from '../../../server/models/satisfactions/index.js'
import { statusLink, Ticket, type TicketRecord } from '../../../server/models/tickets/index.js'
import { useApp } from '../../support/app.js'
import type { Client } from '../../support/client.js'
import {
  complainant,
  complaintOf,
  dot,
  formOpens,
  keptFiles,
  opensForm,
  tokenIn,
  type Complainant,
} from '../../support/complainant.js'
import { useDatabase } from '../../support/database.js'
import { openDesk, type Desk } from '../../support/desk.js'
import { allMessages, allTickets, settled } from '../../support/worker.js'

describe('the customer’s page', () => {
  useDatabase()
  const app = useApp()
  let desk: Desk
  let ayse: Complainant
  let mehmet: Client
  let ticket: TicketRecord

  before(() => {
    app().context.queue.work(app().context)
  })
  beforeEach(async () => {
    desk = await openDesk(app())
    await formOpens(app().context, { team: desk.ours._id })
    ayse = complainant(app().url)
    mehmet = await desk.person('agent')
    const files = [{ name: 'vazo.png', type: 'image/png', content: dot }]
    await ayse.send('/complaint', complaintOf(await opensForm(ayse)), files)
    await settled(app().context)
    ;[ticket] = (await allTickets()) as [TicketRecord]
  })

  const fresh = async (): Promise<TicketRecord> => (await Ticket.findById(ticket._id).lean<TicketRecord>())!
  const link = async (): Promise<string> => statusLink(await fresh(), app().context.secrets, '')
  const base = (): string => `/t/${ticket.publicId}`
  const enters = async (who = ayse): Promise<string> => {
    const { location, status } = await who.open(await link())
    expect({ location, status }).to.deep.equal({ location: base(), status: 303 })
    const page = await who.open(location)
    expect(page.status).to.equal(200)
    return page.html
  }
  const says = async (text: string, kind = 'reply', then?: string): Promise<void> => {
    const body = { kind, text, clientId: `client-${text.length}-${kind}`, ...(then ? { then } : {}) }
    const { status, text: answer } = await mehmet.post(`/api/v1/tickets/${ticket.number}/messages`, body)
    expect(status, answer).to.equal(201)
  }

  it('exchanges the link’s key for a cookie of this page alone, and keeps it out of the address and of other sites', async () => {
    const first = await ayse.open(await link())
    expect(first.location).to.equal(base())
    const cookie = ayse.cookies.get('redress.t')!
    expect(cookie.path).to.equal(base())
    expect(cookie.line)
      .to.match(/HttpOnly/i)
      .and.match(/SameSite=Lax/i)
    const page = await ayse.open(base())
    for (const { headers } of [first, page]) {
      expect(headers.get('referrer-policy')).to.equal('no-referrer')
      expect(headers.get('x-robots-tag')).to.include('noindex')
      expect(headers.get('cache-control')).to.equal('no-store')
    }
    expect(page.headers.get('content-security-policy')).to.include("default-src 'none'")
    expect(page.html).not.to.include('?k=')
    travel(hours(13))
    expect((await ayse.open(base())).status).to.equal(404)
  })

  it('shows what was said between customer and shop, never a note, and says whose turn it is', async () => {
    await says('Satıcı aradı, çok kızgın', 'note')
    await says('Merhaba, yenisini gönderelim mi?', 'reply', 'pending')
    const html = await enters()
    expect(html)
      .to.include('Vazo kırık geldi')
      .and.include('yenisini gönderelim mi')
      .and.include('Sıra sizde')
    expect(html).to.include(`#${ticket.number}`)
    expect(html).not.to.include('çok kızgın')
  })

  it('does not show what somebody else wrote into the ticket, nor their address', async () => {
    const { text } = (await Outbox.findOne({ cause: /^acknowledge/ }).lean<OutboxRecord>())!
    expect(text).to.include(`#${ticket.number}`)
    const { replyTo = '' } = (await Outbox.findOne({ cause: /^acknowledge/ }).lean<OutboxRecord>())!
    await desk.mailArrives({ From: 'Kim <yabanci@posta.example>', To: replyTo, 'Delivered-To': replyTo }, 'Ben de yazıyorum, yabancıyım.')
    const stranger = (await allMessages(ticket._id)).find(({ text: said }) => said.includes('yabancıyım'))
    expect(stranger).to.include({ stranger: true })
    const html = await enters()
    expect(html).not.to.include('yabancıyım').and.not.include('yabanci@posta.example')
  }) // prettier-ignore

  it('answers every link that opens nothing with one and the same page: wrong, cut, ended, replaced, unknown', async () => {
    const good = await link()
    await enters()
    const stranger = complainant(app().url)
    const of = async (path: string) => {
      const { status, html, headers } = await stranger.open(path)
      return { status, html, policy: headers.get('referrer-policy'), robots: headers.get('x-robots-tag') }
    }
    const wrong = await of(`${good.slice(0, -1)}${good.endsWith('0') ? '1' : '0'}`)
    expect(wrong.status).to.equal(404)
    expect(wrong.html).to.include('action="/status-link"')
    for (const path of [base(), good.slice(0, -5), `/t/${'a'.repeat(26)}`, `/t/${'a'.repeat(26)}?k=x`, '/t/x', good.replace(ticket.publicId, 'b'.repeat(26))])
      expect(await of(path), path).to.deep.equal(wrong)
    const renewed = await mehmet.request('DELETE', `/api/v1/tickets/${ticket.number}/status-link`)
    expect(renewed.status).to.equal(200)
    expect(await of(good)).to.deep.equal(wrong)
    expect((await ayse.open(base())).html, 'what was opened with the old link').to.equal(wrong.html)
    await enters(complainant(app().url))
    const latest = await link()
    travel(days(92))
    expect(await of(latest)).to.deep.equal(wrong)
  }) // prettier-ignore

  it('lets an agent copy the link and end the old ones on a page, told in the audit, and no agent of another team', async () => {
    const shown = await mehmet.get(`/tickets/${ticket.number}/link`)
    expect(shown.text.replaceAll('&#x3D;', '=')).to.include(await link())
    const before = await link()
    const done = await mehmet.form(`/tickets/${ticket.number}/link`, {})
    expect(done.status).to.equal(303)
    expect(await link()).not.to.equal(before)
    expect(await Audit.countDocuments({ action: 'ticket.links_renewed' })).to.equal(1)
    const outsider = await desk.person('agent', desk.theirs)
    expect((await outsider.get(`/tickets/${ticket.number}/link`)).status).to.equal(404)
    expect((await outsider.form(`/tickets/${ticket.number}/link`, {})).status).to.equal(404)
  })

  it('takes a reply with files into the ticket as the customer’s own words, once, however often it is sent', async () => {
    await says('Adresinizi yazar mısınız?', 'reply', 'pending')
    const token = tokenIn(await enters())
    const empty = await ayse.send(`${base()}/messages`, { token, text: ' ' })
    expect(empty.status).to.equal(422)
    const wrong = await ayse.send(`${base()}/messages`, { token, text: 'Adresim aşağıda' }, [{ name: 'x.png', type: 'image/png', content: Buffer.from('no') }, { name: 'harita.png', type: 'image/png', content: dot }])
    expect(wrong.status).to.equal(422)
    expect(wrong.html).to.include('Adresim aşağıda').and.include('harita.png')
    const fields = { token, text: 'Adresim aşağıda', upload: keptFiles(wrong.html) }
    const sent = await ayse.send(`${base()}/messages`, fields)
    expect(sent.location).to.equal(`${base()}?done=sent`)
    expect((await ayse.send(`${base()}/messages`, fields)).location).to.equal(`${base()}?done=sent`)
    const messages = (await allMessages(ticket._id)).filter(({ kind }) => kind === 'in')
    expect(messages).to.have.length(2)
    expect(messages[1]).to.deep.include({ channel: 'form', text: 'Adresim aşağıda' })
    expect(messages[1]!.stranger).to.equal(undefined)
    expect(messages[1]!.author.id).to.equal(ticket.customer!.toHexString())
    expect(messages[1]!.attachments.map(({ name }) => name)).to.deep.equal(['harita.png'])
    expect(await fresh()).to.include({ status: 'open' })
    expect((await ayse.open(sent.location)).html).to.include('Adresim aşağıda').and.include('Mesajınız bize ulaştı')
  }) // prettier-ignore

  it('gives the files of this conversation, and of nothing else', async () => {
    const html = await enters()
    const url = /href="(\/t\/[^"]+\/files\/[0-9a-f]{24})"/.exec(html)![1]!
    const file = await ayse.open(url)
    expect(file.status).to.equal(200)
    expect(file.headers.get('content-type')).to.equal('image/png')
    expect(file.headers.get('content-security-policy')).to.include('sandbox')
    expect((await complainant(app().url).open(url)).status).to.equal(404)
    const can = complainant(app().url)
    await can.send('/complaint', complaintOf(await opensForm(can)), [{ name: 'can.png', type: 'image/png', content: dot }])
    await settled(app().context)
    const theirs = (await allMessages()).flatMap(({ attachments }) => attachments).find(({ name }) => name === 'can.png')!
    expect((await ayse.open(`${base()}/files/${theirs.id.toHexString()}`)).status).to.equal(404)
    const up = new FormData()
    up.append('files', new Blob([new Uint8Array(dot)], { type: 'image/png' }), 'ic.png')
    const internal = await mehmet.request<{ items: { id: string }[] }>('POST', '/api/v1/attachments', { body: up })
    const id = internal.body.items[0]!.id
    const noted = await mehmet.post(`/api/v1/tickets/${ticket.number}/messages`, { kind: 'note', text: 'iç', clientId: 'client-note-1', attachments: [id] })
    expect(noted.status).to.equal(201)
    expect((await ayse.open(`${base()}/files/${id}`)).status).to.equal(404)
  }) // prettier-ignore

  it('asks for a rating once the complaint is answered, and lets it be changed for seven days', async () => {
    expect(await enters()).not.to.include(`${base()}/rating`)
    expect((await ayse.form(`${base()}/rating`, { score: '5' })).status).to.equal(422)
    await says('Yenisi yolda.', 'reply', 'resolve')
    expect((await ayse.open(base())).html).to.include(`${base()}/rating`)
    expect((await ayse.form(`${base()}/rating`, { score: '9' })).status).to.equal(422)
    for (const [score, comment] of [['2', 'Geç oldu'], ['4', 'Sonunda oldu'], ['4', 'Sonunda oldu']] as const)
      expect((await ayse.form(`${base()}/rating`, { score, comment })).location).to.equal(`${base()}?done=rated`)
    expect(await Satisfaction.find().lean()).to.have.length(1)
    expect(await Satisfaction.findOne().lean()).to.deep.include({ score: 4, comment: 'Sonunda oldu' })
    expect((await Event.find({ name: 'ticket.rated' }).sort({ seq: 1 }).lean()).map(({ data }) => data)).to.deep.equal([{ score: 2 }, { score: 4 }])
    travel(days(8))
    await enters()
    const late = await ayse.form(`${base()}/rating`, { score: '1' })
    expect(late.status).to.equal(422)
    expect(late.html).to.include('4 / 5')
    expect((await Satisfaction.findOne().lean())!.score).to.equal(4)
  }) // prettier-ignore

  it('opens an answered complaint again by a reply, and leads from one closed for good to the page of a new one', async () => {
    await says('Yenisi yolda.', 'reply', 'resolve')
    let token = tokenIn(await enters())
    await ayse.send(`${base()}/messages`, { token, text: 'Hâlâ gelmedi.' })
    expect(await fresh()).to.include({ status: 'open' })
    await Ticket.updateOne({ _id: ticket._id }, { $set: { status: 'closed' } })
    token = tokenIn((await ayse.open(base())).html)
    const sent = await ayse.send(`${base()}/messages`, { token, text: 'Yine aynı sorun var.' })
    const next = (await allTickets()).find(({ _id }) => !_id.equals(ticket._id))!
    expect(next.follows).to.deep.equal(ticket._id)
    expect(next.customer).to.deep.equal(ticket.customer)
    expect(sent.location).to.include(`/t/${next.publicId}?k=`)
    const { location } = await ayse.open(sent.location)
    expect((await ayse.open(location)).html).to.include('Yine aynı sorun var.')
  })

  it('takes nothing more from a customer who was blocked', async () => {
    const token = tokenIn(await enters())
    const gul = await desk.person('manager')
    const blocked = await gul.request('PUT', `/api/v1/customers/${ticket.customer!.toHexString()}/block`, {
      body: { reason: 'Hakaret' },
    })
    expect(blocked.status, blocked.text).to.be.oneOf([200, 201, 204])
    const refused = await ayse.send(`${base()}/messages`, { token, text: 'Bir daha yazıyorum.' })
    expect(refused.status).to.equal(422)
    expect((await allMessages(ticket._id)).filter(({ kind }) => kind === 'in')).to.have.length(1)
  })

  it('sends a new link by mail only where number and address belong together, with one answer for all', async () => {
    const stranger = complainant(app().url)
    const asks = async (number: string, email: string) =>
      (await stranger.form('/status-link', { number, email })).html
    const right = await asks(`#${ticket.number}`, 'ayse@posta.example')
    const wrong = [
      await asks(String(ticket.number), 'can@posta.example'),
      await asks('999999', 'ayse@posta.example'),
    ]
    expect(new Set([right, ...wrong]).size).to.equal(1)
    await asks(String(ticket.number), 'AYSE@posta.example')
    const letters = await Outbox.find({ cause: /^status-link:/ }).lean<OutboxRecord[]>()
    expect(letters.map(({ to }) => to[0]!.address)).to.deep.equal(['ayse@posta.example'])
    const [, path = ''] = /https?:\/\/[^/\s]+(\/t\/\S+)/.exec(letters[0]!.text) ?? []
    expect((await stranger.open(path)).location).to.equal(base())
    expect((await stranger.form('/status-link', { number: 'x', email: 'ayse@' })).status).to.equal(422)
  })

  it('bounds how often a link may be asked for, and how often pages are looked at', async () => {
    const robot = complainant(app().url)
    const statuses: number[] = []
    for (let count = 0; count < 6; count++) statuses.push((await robot.form('/status-link', { number: '1', email: 'a@b.example' })).status)
    expect(statuses.slice(0, 5)).to.deep.equal([200, 200, 200, 200, 200])
    expect(statuses[5]).to.equal(429)
    let looks = 0
    while (looks < 200 && (await robot.open(`/t/${'a'.repeat(26)}`)).status !== 429) looks += 1
    expect(looks).to.be.within(100, 120)
  }).timeout(30_000) // prettier-ignore

  it('goes on in the ticket that theirs became a part of, if that is the same person’s, and in no other', async () => {
    const token = await opensForm(ayse)
    await ayse.send('/complaint', complaintOf(token, { text: 'Bu ikinci şikâyetim, başka bir konuda.' }))
    await settled(app().context)
    const second = (await allTickets()).find(({ _id }) => !_id.equals(ticket._id))!
    await Ticket.updateOne({ _id: ticket._id }, { $set: { mergedInto: second._id } })
    const apart = await enters()
    expect(apart).to.include('Vazo kırık geldi').and.not.include('Bu ikinci şikâyetim')
    await Ticket.updateOne({ _id: second._id }, { $set: { customer: ticket.customer } })
    const together = await ayse.open(base())
    expect(together.html).to.include('Bu ikinci şikâyetim').and.include(`#${second.number}`)
    await ayse.send(`${base()}/messages`, { token: tokenIn(together.html), text: 'İkisi için de yazıyorum.' })
    expect((await allMessages(second._id)).map(({ text }) => text)).to.include('İkisi için de yazıyorum.')
  })

  it('speaks the complaint’s language, and another one when it is chosen', async () => {
    const oliver = complainant(app().url, 'en-GB')
    expect(await enters(oliver)).to.include('<html lang="tr"')
    expect((await oliver.open(`${base()}?lang=en`)).location).to.equal(base())
    const { html } = await oliver.open(base())
    expect(html).to.include('<html lang="en"').and.include('We are working on it')
  })
})
