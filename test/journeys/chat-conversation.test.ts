import { expect } from 'chai'
import type { WidgetMessage, WidgetMissed, WidgetSession } from '../../views/types/widget.js'
import type { Present } from '../../server/live/presence.js'
import { Message } from '../../server/models/messages/index.js'
import type { TicketRecord } from '../../server/models/tickets/index.js'
import { startApp, type TestApp } from '../support/app.js'
import type { Client } from '../support/client.js'
import { useDatabase } from '../support/database.js'
import { openDesk, type Desk } from '../support/desk.js'
import { askSession, chatAccount, connect, newClientId, visit, type Visitor } from '../support/visitor.js'
import { allTickets, settled } from '../support/worker.js'

describe('a chat', () => {
  useDatabase()
  let app: TestApp
  let desk: Desk
  const open: { close(): void }[] = []
  beforeEach(async () => {
    app = await startApp()
    app.context.queue.work(app.context)
    desk = await openDesk(app)
    await chatAccount(app.context, { team: desk.ours._id })
  })
  afterEach(async () => {
    open.splice(0).forEach((one) => one.close())
    await app.close()
  })
  const kept = <T extends { close(): void }>(one: T): T => {
    open.push(one)
    return one
  }
  const arrives = async (more = {}): Promise<Visitor> => kept(await visit(app.url, more))
  const reply = async (agent: Client, number: number, text: string, kind = 'reply'): Promise<void> => {
    const body = { kind, text, clientId: newClientId() }
    const { status, text: answer } = await agent.post(`/api/v1/tickets/${number}/messages`, body)
    expect(status, answer).to.equal(201)
  }
  const begins = async (visitor: Visitor, text: string): Promise<TicketRecord> => {
    await visitor.say(text)
    const { number } = await visitor.heard('conversation')
    return (await allTickets()).find((ticket) => ticket.number === number)!
  }

  it('goes to the agent and back within one ticket, and comes back whole after a reload', async () => {
    const mehmet = await desk.person('agent')
    const ayse = await arrives()
    const clientId = newClientId()
    const said = { clientId, text: 'Güllerim solmuş geldi', attachments: [] }
    expect(await ayse.ask('message', said)).to.deep.equal({ ok: true, clientId })
    const own = await ayse.message((one) => one.clientId === clientId)
    expect(own).to.include({ from: 'visitor', text: said.text, state: 'sent' })
    const [ticket] = await allTickets()
    expect(await ayse.heard('conversation')).to.deep.equal({ publicId: ticket!.publicId, number: ticket!.number })
    const live = kept(await mehmet.socket())
    await live.ask('subscribe', { tickets: [ticket!.number] })
    await ayse.heard('read', ({ seq }) => Number(seq) >= own.seq)
    await ayse.say('Sipariş 12 Kasım’da verildi')
    await live.push(({ event }) => (event.message as { text?: string } | undefined)?.text === 'Sipariş 12 Kasım’da verildi')
    await reply(mehmet, ticket!.number, 'Çok üzgünüz, yenisini gönderiyoruz.')
    const answer = await ayse.message((one) => one.from === 'agent')
    expect(answer).to.include({ text: 'Çok üzgünüz, yenisini gönderiyoruz.', name: mehmet.user.name })
    const shows = (state: string) => live.push(({ view }) => (view as { delivery?: { state: string } } | undefined)?.delivery?.state === state)
    await shows('delivered')
    expect(await ayse.ask('read', { seq: answer.seq })).to.deep.equal({ ok: true })
    await shows('read')
    const again = await askSession(app.url, { token: ayse.session.token })
    expect(again.body.visitor).to.equal(ayse.session.visitor)
    expect(textsOf(again.body.conversation!.messages)).to.deep.equal([said.text, 'Sipariş 12 Kasım’da verildi', 'Çok üzgünüz, yenisini gönderiyoruz.'])
    expect(again.body.conversation).to.include({ publicId: ticket!.publicId, seenSeq: answer.seq, ended: false })
    expect(await allTickets()).to.have.length(1)
  }) // prettier-ignore

  it('shows nobody else anything: not another visitor, who is connected, and no internal note', async () => {
    const mehmet = await desk.person('agent')
    const [ayse, veli] = [await arrives(), await arrives()]
    const ticket = await begins(ayse, 'Güllerim solmuş geldi')
    await begins(veli, 'Kargom nerede?')
    await reply(mehmet, ticket.number, 'Bunu satıcıya soralım', 'note')
    await reply(mehmet, ticket.number, 'Hemen bakıyoruz')
    await ayse.message((one) => one.text === 'Hemen bakıyoruz')
    expect(veli.socket.connected).to.equal(true)
    expect(textsOf(veli.messages)).to.deep.equal(['Kargom nerede?'])
    expect(textsOf(ayse.messages)).to.deep.equal(['Güllerim solmuş geldi', 'Hemen bakıyoruz'])
    const { messages } = await ayse.ask<WidgetMissed>('since', { seq: 0 })
    expect(textsOf(messages)).to.deep.equal(['Güllerim solmuş geldi', 'Hemen bakıyoruz'])
    const page = await ayse.ask<{ messages: WidgetMessage[]; more: boolean }>('history', { before: 1_000 })
    expect(textsOf(page.messages)).to.deep.equal(['Güllerim solmuş geldi', 'Hemen bakıyoruz'])
    expect(page.more).to.equal(false)
  })

  it('tells after a gap what came meanwhile, once and in order', async () => {
    const mehmet = await desk.person('agent')
    const ayse = await arrives()
    const ticket = await begins(ayse, 'Güllerim solmuş geldi')
    const { seq } = await ayse.message(({ from }) => from === 'visitor')
    ayse.close()
    for (const text of ['bir', 'iki', 'üç']) await reply(mehmet, ticket.number, text)
    const back = kept(await connect(app.url, ayse.session))
    const missed = await back.ask<WidgetMissed>('since', { seq, conversation: ticket.publicId })
    expect(missed).to.include({ conversation: ticket.publicId, reset: false })
    expect(textsOf(missed.messages)).to.deep.equal(['bir', 'iki', 'üç'])
    const nothing = await back.ask<WidgetMissed>('since', { seq: missed.seq, conversation: ticket.publicId })
    expect(nothing.messages).to.deep.equal([])
    const other = await back.ask<WidgetMissed>('since', { seq: 3, conversation: 'another' })
    expect(other.reset).to.equal(true)
    expect(textsOf(other.messages)).to.deep.equal(['Güllerim solmuş geldi', 'bir', 'iki', 'üç'])
  })

  it('takes a message that is sent again, by socket and by HTTP, for one', async () => {
    const ayse = await arrives()
    const said = { clientId: newClientId(), text: 'Orada mısınız?', attachments: [] }
    const send = () => ayse.ask('message', said)
    const post = () =>
      fetch(`${app.url}/widget/messages`, {
        method: 'POST',
        body: JSON.stringify(said),
        headers: { 'content-type': 'application/json', authorization: `Visitor ${ayse.session.token}` },
      })
    const [first, second, third] = await Promise.all([send(), send(), post()])
    expect(first).to.deep.equal({ ok: true, clientId: said.clientId })
    expect(second).to.deep.equal(first)
    expect(third.status).to.equal(202)
    await ayse.message(({ clientId }) => clientId === said.clientId)
    expect(await send()).to.deep.equal(first)
    await begins(ayse, 'Son mesaj')
    await ayse.message(({ text }) => text === 'Son mesaj')
    expect(await Message.countDocuments()).to.equal(2)
  })

  it('is the same in two windows and over two web processes', async () => {
    const elsewhere = await startApp({ env: { DATA_DIR: app.context.config.dataDir } })
    try {
      const ayse = await arrives()
      const second = kept(await connect(elsewhere.url, ayse.session))
      const ticket = await begins(ayse, 'Güllerim solmuş geldi')
      await second.message(({ text }) => text === 'Güllerim solmuş geldi')
      const mehmet = await desk.person('agent')
      await reply(mehmet, ticket.number, 'Bakıyoruz')
      for (const window of [ayse, second]) await window.message(({ text }) => text === 'Bakıyoruz')
      await second.say('Teşekkürler')
      await settled(app.context)
      await ayse.message(({ text }) => text === 'Teşekkürler')
      const live = kept(await mehmet.socket())
      await live.ask('subscribe', { tickets: [ticket.number] })
      const writing = new Promise((resolve) =>
        live.socket.once('typing', ({ user }: Present) => resolve(user.id)),
      )
      await second.ask('typing', { on: true })
      expect(await writing).to.equal(ayse.session.visitor)
      live.socket.emit('typing', { ticket: ticket.number })
      expect(await second.heard('typing')).to.deep.equal({ name: mehmet.user.name, on: true })
    } finally {
      await elsewhere.close()
    }
  })

  it('shows no word of a reply that is marked as deleted', async () => {
    const mehmet = await desk.person('agent')
    const ayse = await arrives()
    const ticket = await begins(ayse, 'Güllerim solmuş geldi')
    await reply(mehmet, ticket.number, 'Yanlış pencere')
    const wrong = await ayse.message(({ text }) => text === 'Yanlış pencere')
    await Message.updateOne({ _id: wrong.id }, { $set: { deletion: { at: new Date(0) } } })
    const { messages } = await ayse.ask<WidgetMissed>('since', { seq: 0 })
    expect(messages.find(({ id }) => id === wrong.id)).to.include({ text: '', deleted: true })
  })

  it('ends for the visitor while the complaint goes on, is rated once, and is taken up by the next word', async () => {
    const ayse = await arrives()
    expect(await ayse.ask('rate', { score: 5 })).to.deep.equal({ error: { code: 'no_conversation' } })
    const ticket = await begins(ayse, 'Güllerim solmuş geldi')
    const other = kept(await connect(app.url, ayse.session))
    expect(await ayse.ask('end', {})).to.deep.equal({ ok: true })
    expect(await other.heard('ended')).to.deep.equal({ by: 'customer' })
    expect(await ayse.ask('rate', { score: 4, comment: 'İyiydi' })).to.deep.equal({ ok: true })
    expect(await ayse.ask('rate', { score: 1 })).to.deep.equal({ error: { code: 'already_rated' } })
    const ended = await askSession(app.url, { token: ayse.session.token })
    expect(ended.body.conversation!.ended).to.equal(true)
    await ayse.say('Bir şey daha soracaktım')
    await ayse.message(({ text }) => text === 'Bir şey daha soracaktım')
    const again: { body: WidgetSession } = await askSession(app.url, { token: ayse.session.token })
    expect(again.body.conversation).to.include({ ended: false, publicId: ticket.publicId })
    expect((await allTickets())[0]).to.include({ status: 'open' })
  })

  it('goes on in a new conversation, told to the visitor, when the old one is closed for good', async () => {
    const mehmet = await desk.person('agent')
    const ayse = await arrives()
    const first = await begins(ayse, 'Güllerim solmuş geldi')
    const closed = await mehmet.post(`/api/v1/tickets/${first.number}/closure`, { reason: 'not_a_complaint' })
    expect(closed.status, closed.text).to.be.below(300)
    expect(await ayse.heard('ended')).to.deep.equal({ by: 'agent' })
    await ayse.say('Yeni bir sorunum var')
    const { publicId } = await ayse.heard('conversation', (news) => news['publicId'] !== first.publicId)
    await ayse.message(({ text }) => text === 'Yeni bir sorunum var')
    expect(await allTickets()).to.have.length(2)
    const { body } = await askSession(app.url, { token: ayse.session.token })
    expect(body.conversation!.publicId).to.equal(publicId)
    expect(textsOf(body.conversation!.messages)).to.deep.equal(['Yeni bir sorunum var'])
  }) // prettier-ignore
})

function textsOf(messages: readonly WidgetMessage[]): string[] {
  return messages.map(({ text }) => text)
}
