import { expect } from 'chai'
import { Outbox, type OutboxRecord } from '../../server/models/outbox/index.js'
import { Message, type MessageRecord } from '../../server/models/messages/index.js'
import { statusKeyState } from '../../server/models/tickets/status-link.js'
import { useChat } from '../support/chat-desk.js'
import { useDatabase } from '../support/database.js'
import { askSession, newClientId, shopOrigin, type Told, type Visitor } from '../support/visitor.js'
import { allTickets, settled } from '../support/worker.js'

/** Never open: a minute of one night of the week that no test runs in would still be a gamble. */
const closed = { allowedOrigins: [shopOrigin], hours: { mon: [['03:00', '03:00']], tue: [['03:00', '03:01']] }, timeZone: zoneFarFromTuesday() } // prettier-ignore

const post = (url: string, visitor: Pick<Visitor, 'session'>, path: string, body: Told) =>
  fetch(`${url}/widget/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: {
      'content-type': 'application/json',
      authorization: `Visitor ${visitor.session.token}`,
      origin: 'null',
    },
  }).then(async (response) => ({
    status: response.status,
    body: (await response.json()) as Told & { error?: Told },
  }))

describe('a chat outside business hours', () => {
  useDatabase()
  const stage = useChat({ settings: closed })

  it('says when it opens, takes the message with an address, and answers it by mail with the link to the ticket', async () => {
    const { app, arrives } = stage()
    const ayse = await arrives()
    expect(ayse.session.status.open).to.equal(false)
    expect(Date.parse(ayse.session.status.nextOpenAt!)).to.be.a('number')
    const bare = { clientId: newClientId(), text: 'Güllerim solmuş geldi', attachments: [] }
    expect((await post(app.url, ayse, 'messages', bare)).body.error).to.include({ code: 'email_needed' })
    expect((await ayse.ask('message', bare))['error']).to.deep.equal({ code: 'email_needed' })
    const contact = { name: 'Ayşe', email: 'ayse@posta.example', consent: true }
    const sent = await post(app.url, ayse, 'messages', { ...bare, contact })
    expect(sent).to.deep.equal({ status: 202, body: { ok: true, clientId: bare.clientId } })
    await settled(app.context)
    const [ticket, ...others] = await allTickets()
    expect(others).to.be.empty
    const letters = await Outbox.find().lean<OutboxRecord[]>()
    expect(letters.map(({ to }) => to[0]!.address)).to.deep.equal(['ayse@posta.example'])
    const link = /https?:\S+\/t\/(\w+)\?k=([\w-]+)/.exec(letters[0]!.text)
    expect(link?.[1]).to.equal(ticket!.publicId)
    expect(statusKeyState(link![2]!, ticket!, app.context.secrets)).to.equal('good')
    const shown = await ayse.message(({ from }) => from === 'auto')
    expect(shown.text).to.include(`#${ticket!.number}`).and.not.include('/t/')
    const inThread = await Message.find({ ticket: ticket!._id, kind: 'auto' }).lean<MessageRecord[]>()
    expect(inThread.some(({ text }) => text.includes('?k='))).to.equal(false)
  }).timeout(20_000)

  it('answers several messages of one evening once, and keeps them in one conversation', async () => {
    const { app, arrives } = stage()
    const ayse = await arrives()
    const contact = { email: 'ayse@posta.example' }
    for (const text of ['bir', 'iki', 'üç']) {
      expect((await ayse.say(text, { contact }))['ok']).to.equal(true)
      await ayse.message((one) => one.text === text)
      await settled(app.context)
    }
    expect(await allTickets()).to.have.length(1)
    expect(await Outbox.countDocuments()).to.equal(1)
  }).timeout(20_000)
})

describe('the transcript of a chat', () => {
  useDatabase()
  const stage = useChat()
  const transcripts = () => Outbox.find({ cause: /^transcript:/ }).lean<OutboxRecord[]>()

  it('goes to the known address with what the visitor may read, and with nothing else', async () => {
    const { app, desk, arrives, begins, replies } = stage()
    const mehmet = await desk.person('agent')
    const ayse = await arrives()
    expect((await post(app.url, ayse, 'transcript', {})).body.error).to.include({ code: 'no_conversation' })
    const ticket = await begins(ayse, 'Güllerim solmuş geldi', { contact: { name: 'Ayşe', email: 'ayse@posta.example' } })
    await replies(mehmet, ticket.number, 'Satıcıyla görüşeceğim', 'note')
    await replies(mehmet, ticket.number, 'Yenisini gönderiyoruz')
    const elsewhere = await post(app.url, ayse, 'transcript', { email: 'baskasi@posta.example' })
    expect(elsewhere.body.error).to.include({ code: 'email_not_known' })
    const asked = await post(app.url, ayse, 'transcript', {})
    expect(asked).to.deep.equal({ status: 202, body: { email: 'ayse@posta.example' } })
    const [letter, ...more] = await transcripts()
    expect(more).to.be.empty
    expect(letter!.to[0]!.address).to.equal('ayse@posta.example')
    expect(letter!.text).to.include('Güllerim solmuş geldi').and.include('Yenisini gönderiyoruz').and.not.include('Satıcıyla')
  }) // prettier-ignore

  it('asks for an address where none is known, and may be asked for three times an hour', async () => {
    const { app, desk, arrives, begins, replies } = stage()
    const mehmet = await desk.person('agent')
    const ayse = await arrives()
    const ticket = await begins(ayse, 'Güllerim solmuş geldi')
    await replies(mehmet, ticket.number, 'Bakıyoruz')
    expect((await post(app.url, ayse, 'transcript', {})).body.error).to.include({ code: 'email_needed' })
    expect((await post(app.url, ayse, 'transcript', { email: 'ayse@posta.example' })).status).to.equal(202)
    expect((await post(app.url, ayse, 'transcript', { email: 'Ayse@posta.example' })).status).to.equal(202)
    expect(await transcripts()).to.have.length(1)
    expect((await post(app.url, ayse, 'transcript', {})).status).to.equal(429)
    const { body } = await askSession(app.url, { token: ayse.session.token })
    expect(body.known.email).to.equal('ayse@posta.example')
  })

  it('carries nobody’s words to an address that nothing proves before the shop has answered', async () => {
    const { app, arrives, begins } = stage()
    const spammer = await arrives()
    await begins(spammer, 'Hemen satın alın: http://kotu.example')
    const asked = await post(app.url, spammer, 'transcript', { email: 'kurban@posta.example' })
    expect(asked.body.error).to.include({ code: 'not_answered_yet' })
    expect(await Outbox.countDocuments()).to.equal(0)
  })
})

/** A zone where it is not Tuesday's early morning now. */
function zoneFarFromTuesday(): string {
  const zones = ['Europe/Istanbul', 'Pacific/Auckland', 'America/Los_Angeles']
  const isNear = (timeZone: string): boolean =>
    new Intl.DateTimeFormat('en', { timeZone, weekday: 'short', hour: 'numeric', hourCycle: 'h23' }).format(new Date()).startsWith('Tue')
  return zones.find((zone) => !isNear(zone)) ?? 'Europe/Istanbul'
} // prettier-ignore
