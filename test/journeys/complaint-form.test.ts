import { expect } from 'chai'
import { hours, travel } from '../../server/lib/clock.js'
import {
  ChannelAccountModel,
  forgetAccounts,
  type ChannelAccountRecord,
} from '../../server/models/channel-accounts/index.js'
import { identitiesOf } from '../../server/models/customers/index.js'
import { Ticket, type TicketRecord } from '../../server/models/tickets/index.js'
import { startApp, type TestApp } from '../support/app.js'
import { complainant, complaintOf, formOpens, opensForm, tokenIn } from '../support/complainant.js'
import { useDatabase } from '../support/database.js'
import { openDesk, type Desk } from '../support/desk.js'
import { rawMail } from '../support/mail.js'
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js'
import { allMessages, allTickets, settled, takeMail } from '../support/worker.js'

const linkIn = (text: string): string => /https?:\/\/[^/\s]+(\/t\/\S+)/.exec(text)?.[1] ?? ''

describe('a complaint from the public form', () => {
  useDatabase()
  let app: TestApp
  let desk: Desk
  let sink: SmtpSink
  let form: ChannelAccountRecord

  beforeEach(async () => {
    sink = await startSmtpSink()
    app = await startApp({ env: { SMTP_URL: sink.url } })
    app.context.queue.work(app.context)
    desk = await openDesk(app)
    form = await formOpens(app.context, { team: desk.ours._id })
  })
  afterEach(async () => {
    await app.close()
    await sink.close()
  })

  const complains = async (more: Record<string, string> = {}): Promise<TicketRecord> => {
    const ayse = complainant(app.url)
    const sent = await ayse.send('/complaint', complaintOf(await opensForm(ayse), more))
    expect(sent.status, sent.html.slice(0, 500)).to.equal(303)
    await settled(app.context)
    return (await allTickets()).at(-1)!
  }

  it('is acknowledged by mail with its number and a link, answered by an agent, and goes on by page and by mail in one thread', async () => {
    const ticket = await complains()
    const [receipt, ...more] = sink.mails
    expect(more).to.be.empty
    expect(receipt!.to).to.deep.equal(['ayse@posta.example'])
    expect(receipt!.parsed.text).to.include(`#${ticket.number}`).and.not.include('Vazo')
    const inThread = (await allMessages(ticket._id)).find(({ kind }) => kind === 'auto')!
    expect(inThread.text).to.include(`#${ticket.number}`).and.not.include('?k=')

    const mehmet = await desk.person('agent')
    const body = { kind: 'reply', text: 'Bugün yenisini gönderiyoruz.', clientId: 'client-1', then: 'pending' }
    expect((await mehmet.post(`/api/v1/tickets/${ticket.number}/messages`, body)).status).to.equal(201)
    await settled(app.context)
    const answer = sink.mails.at(-1)!
    expect(answer.to).to.deep.equal(['ayse@posta.example'])
    expect(linkIn(answer.parsed.text ?? '')).to.include(`/t/${ticket.publicId}?k=`)

    const phone = complainant(app.url)
    const { location } = await phone.open(linkIn(receipt!.parsed.text ?? ''))
    const page = await phone.open(location)
    expect(page.html).to.include('Bugün yenisini gönderiyoruz.')
    await phone.send(`${location}/messages`, { token: tokenIn(page.html), text: 'Saat beşten sonra evdeyim.' })
    const replyTo = answer.header('Reply-To')
    const mail = rawMail({ From: 'Ayşe <ayse@posta.example>', To: replyTo, 'Delivered-To': replyTo, Subject: 'Ynt: Vazo', 'Message-ID': '<1@posta.example>' }, 'Ya da kapıcıya bırakın.')
    await takeMail(mail, desk.account, app.context)
    await settled(app.context)
    expect(await allTickets()).to.have.length(1)
    const said = (await allMessages(ticket._id)).filter(({ kind }) => kind === 'in')
    expect(said.map(({ text }) => text.trim())).to.deep.equal(['Vazo kırık geldi, içindeki güller de ezilmişti.', 'Saat beşten sonra evdeyim.', 'Ya da kapıcıya bırakın.'])
    expect(new Set(said.map(({ author }) => author.id))).to.have.property('size', 1)
    expect(said.some(({ stranger }) => stranger)).to.equal(false)
    const now = (await Ticket.findById(ticket._id).lean<TicketRecord>())!
    expect(now.status).to.equal('open')
    const identities = await identitiesOf(now.customer!)
    expect(identities.map(({ type, value, proof }) => ({ type, value, proof }))).to.deep.equal([{ type: 'email', value: 'ayse@posta.example', proof: 'roundtrip' }])
  }).timeout(20_000) // prettier-ignore

  it('writes to an address that anybody could have typed once in a day', async () => {
    await complains()
    await complains({ text: 'Bir şikâyetim daha var, bakar mısınız?' })
    expect(await allTickets()).to.have.length(2)
    expect(sink.mails).to.have.length(1)
    travel(hours(25))
    await complains({ text: 'Ertesi gün yine bir şikâyetim var.' })
    expect(sink.mails).to.have.length(2)
  })

  it('gives no link where the account’s link is switched off, and writes nothing where acknowledging is', async () => {
    await ChannelAccountModel.updateOne({ _id: form._id }, { $set: { 'settings.statusLink': false } })
    await complains()
    expect(sink.mails).to.have.length(1)
    expect(sink.mails[0]!.parsed.text).not.to.include('/t/')
    await ChannelAccountModel.updateOne({ _id: form._id }, { $set: { 'settings.acknowledge': false } })
    forgetAccounts()
    await complains({ email: 'can@posta.example' })
    expect(sink.mails).to.have.length(1)
  }).timeout(20_000)

  it('is not acknowledged to an address of our own, which would answer itself', async () => {
    await complains({ email: desk.account.addresses[0]! })
    expect(await allTickets()).to.have.length(1)
    expect(sink.attempts).to.be.empty
  })
})
