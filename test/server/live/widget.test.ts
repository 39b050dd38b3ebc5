import { expect } from 'chai'
import { io } from 'socket.io-client'
import { days, minutes, travel } from '../../../server/lib/clock.js'
import { issueToken, newVisitor, readToken } from '../../../server/models/chats/index.js'
import { Customer } from '../../../server/models/customers/index.js'
import { Inbound } from '../../../server/models/intake/index.js'
import { Message } from '../../../server/models/messages/index.js'
import { Ticket } from '../../../server/models/tickets/index.js'
import type { WidgetMissed } from '../../../views/types/widget.js'
import { useChat } from '../../support/chat-desk.js'
import { useDatabase } from '../../support/database.js'
import { askSession, connect, newClientId, type Told } from '../../support/visitor.js'

const codeOf = (error: unknown): string => (error as { data?: { code: string } }).data?.code ?? String(error)

describe("a visitor's connection", () => {
  useDatabase()
  const stage = useChat()
  const refused = (token: string, origin?: string): Promise<string> =>
    askSession(stage().app.url).then(({ body }) =>
      connect(stage().app.url, { ...body, token }, origin).then(
        (visitor) => (visitor.close(), 'let in'),
        codeOf,
      ),
    )

  it('is let in by a token of ours and by nothing else', async () => {
    const { app } = stage()
    const { body } = await askSession(app.url)
    const good = body.token
    expect(await refused(good)).to.equal('let in')
    const [site, visitor, issued, mac] = good.split('.') as [string, string, string, string]
    const forged = [
      '',
      'x',
      `other.${visitor}.${issued}.${mac}`,
      `${site}.${newVisitor()}.${issued}.${mac}`,
      `${site}.${visitor}.${(parseInt(issued, 36) + 1).toString(36)}.${mac}`,
      issueToken({ site: 'gone', visitor }, app.context.secrets),
      good.slice(0, -1),
    ]
    for (const token of forged) expect(await refused(token), token).to.equal('token_invalid')
  })

  it('lasts 180 days without a visit, and each visit renews it', async () => {
    const { app } = stage()
    const { body } = await askSession(app.url)
    travel(days(179))
    const renewed = await askSession(app.url, { token: body.token })
    expect(renewed.body.visitor).to.equal(body.visitor)
    travel(days(2))
    expect(readToken(body.token, app.context.secrets)).to.equal(null)
    expect(await refused(body.token)).to.equal('token_invalid')
    expect(await refused(renewed.body.token)).to.equal('let in')
    const late = await askSession(app.url, { token: body.token })
    expect(late.status).to.equal(200)
    expect(late.body.visitor).not.to.equal(body.visitor)
  })

  it('comes from our own frame, sandboxed or not, and from no page of others', async () => {
    const { app } = stage()
    const { body } = await askSession(app.url)
    expect(await refused(body.token, 'null')).to.equal('let in')
    expect(await refused(body.token, app.url)).to.equal('let in')
    expect(await refused(body.token, 'https://kotu.example')).not.to.equal('let in')
  })

  it('opens no desk: a page without an origin is nobody there, whatever cookie it brings', async () => {
    const { app, desk } = stage()
    const { cookie } = await desk.person('agent')
    const enter = (origin: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = io(`${app.url}/agent`, { transports: ['websocket'], forceNew: true, reconnection: false, extraHeaders: { cookie, origin } })
        const end = (what: string): void => {
          socket.close()
          resolve(what)
        }
        socket.once('connect', () => end('let in'))
        socket.once('connect_error', (error) => end(codeOf(error)))
      })
    expect(await enter(app.url)).to.equal('let in')
    expect(await enter('null')).to.equal('not_signed_in')
  }) // prettier-ignore

  it('answers what it cannot understand with a code, and stores nothing of it', async () => {
    const { arrives } = stage()
    const ayse = await arrives()
    const good = { clientId: newClientId(), text: 'Merhaba', attachments: [] }
    const bad: [string, unknown, string][] = [
      ['message', null, 'invalid_input'],
      ['message', 'Merhaba', 'invalid_input'],
      ['message', { ...good, clientId: '../../x' }, 'invalid_input'],
      ['message', { ...good, text: 'x'.repeat(5_001) }, 'invalid_input'],
      ['message', { ...good, visitor: 'visitor-0' }, 'invalid_input'],
      ['message', { ...good, attachments: Array(6).fill('0'.repeat(24)) }, 'invalid_input'],
      ['message', { ...good, attachments: ['0'.repeat(24)] }, 'attachment_not_usable'],
      ['message', { ...good, text: ' \n ' }, 'message_empty'],
      ['message', { ...good, contact: { email: 'kim?' } }, 'invalid_input'],
      ['message', { ...good, contact: { phone: '12' } }, 'phone_invalid'],
      ['message', { ...good, asked: { remedy: 'everything', answers: [] } }, 'invalid_input'],
      ['since', { seq: -1 }, 'invalid_input'],
      ['since', { seq: { $gt: 0 } }, 'invalid_input'],
      ['read', { seq: 1e300 }, 'invalid_input'],
      ['read', { seq: 1 }, 'no_conversation'],
      ['history', {}, 'invalid_input'],
      ['rate', { score: 6 }, 'invalid_input'],
      ['typing', { on: 'yes' }, 'invalid_input'],
      ['end', { by: 'agent' }, 'invalid_input'],
    ]
    for (const [event, data, code] of bad)
      expect(await ayse.ask(event, data), `${event} ${JSON.stringify(data)}`).to.deep.equal({
        error: { code },
      })
    expect(await Inbound.countDocuments()).to.equal(0)
    expect((await ayse.ask('message', good))['ok']).to.equal(true)
  })

  it('is ended by a flood of words nobody knows, by one that is too large, and the server stays up', async () => {
    const { arrives, begins } = stage()
    const [flood, large, calm] = [await arrives(), await arrives(), await arrives()]
    const ended = (visitor: typeof flood): Promise<string> =>
      new Promise((resolve) => visitor.socket.once('disconnect', resolve))
    const [first, second] = [ended(flood), ended(large)]
    for (let n = 0; n < 10_000; n++) flood.socket.emit('subscribe', { tickets: [n] })
    large.socket.emit('message', { clientId: newClientId(), text: 'x'.repeat(70_000), attachments: [] })
    expect(await first).to.equal('io server disconnect')
    expect(await second).to.match(/transport/)
    await begins(calm, 'Hâlâ buradayım')
    expect(await Message.countDocuments()).to.equal(1)
  })

  it('is held to so many messages a minute, and hears when it is too many', async () => {
    const { arrives } = stage()
    const ayse = await arrives()
    const answers: Told[] = []
    for (let n = 0; n < 31; n++) answers.push(await ayse.say(`mesaj ${n}`))
    expect(answers.slice(0, 30).every((answer) => answer['ok'] === true)).to.equal(true)
    expect(answers[30]).to.deep.equal({ error: { code: 'too_many_requests' } })
  })

  it('is refused to a blocked customer, politely and at once, until they are let in again', async () => {
    const { app, desk, arrives, begins } = stage()
    const gul = await desk.person('manager')
    const ayse = await arrives()
    const ticket = await begins(ayse, 'Güllerim solmuş geldi')
    const path = `/api/v1/customers/${ticket.customer!.toHexString()}/block`
    expect((await gul.request('PUT', path, { body: { reason: 'Görevlilere hakaret' } })).status).to.equal(204)
    expect(await ayse.say('Duyuyor musunuz?')).to.deep.equal({ error: { code: 'visitor_blocked' } })
    expect(await refused(ayse.session.token)).to.equal('visitor_blocked')
    const session = await askSession(app.url, { token: ayse.session.token })
    expect(session.status).to.equal(403)
    expect(session.body.error!.code).to.equal('visitor_blocked')
    expect((await gul.request('DELETE', path)).status).to.equal(204)
    expect((await ayse.say('Duyuyor musunuz?'))['ok']).to.equal(true)
    expect(await Customer.countDocuments({ blocked: { $exists: true } })).to.equal(0)
  })

  it("shows nothing of a ticket that became somebody else's, but the chat itself", async () => {
    const { desk, arrives, begins, replies } = stage()
    const mehmet = await desk.person('agent')
    const ayse = await arrives()
    const ticket = await begins(ayse, 'Güllerim solmuş geldi')
    await replies(mehmet, ticket.number, 'Bakıyoruz')
    const stranger = await desk.mailArrives({ From: 'Veli <veli@posta.example>' }, 'Benim sırrım')
    await Ticket.updateOne({ _id: ticket._id }, { $set: { mergedInto: stranger._id } })
    await Message.updateMany({ ticket: ticket._id }, { $set: { ticket: stranger._id }, $inc: { seq: 100 } })
    const { messages, reset } = await ayse.ask<WidgetMissed>('since', {
      seq: 0,
      conversation: ticket.publicId,
    })
    expect(reset).to.equal(true)
    expect(messages.map(({ text }) => text)).to.deep.equal(['Güllerim solmuş geldi', 'Bakıyoruz'])
  })

  it('tells the visitors of a site when people begin and stop answering', async () => {
    const { desk, arrives } = stage()
    const ayse = await arrives()
    expect(ayse.session.status).to.deep.equal({ open: true, nextOpenAt: null, agents: 0 })
    const live = await (await desk.person('agent')).socket()
    await ayse.heard('status', ({ agents }) => agents === 1, 15_000)
    live.close()
    travel(minutes(1))
    await ayse.heard('status', ({ agents }) => agents === 0, 15_000)
  }).timeout(40_000)
})
