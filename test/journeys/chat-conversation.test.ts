import { expect } from 'chai'
import type { WidgetMissed, WidgetSession } from '../../views/types/widget.js'
import { startApp, type TestApp } from '../support/app.js'
import { waitFor } from '../support/client.js'
import { useDatabase } from '../support/database.js'
import { openDesk } from '../support/desk.js'
import { askSession, chatAccount, connect, newClientId, visit } from '../support/visitor.js'
import { allMessages, allTickets, settled } from '../support/worker.js'

describe('a chat', () => {
  useDatabase()
  let app: TestApp
  beforeEach(async () => {
    app = await startApp()
    await app.context.queue.work(app.context)
  })
  afterEach(() => app.close())

  it("goes to the agent and back within one ticket, and comes back whole after a reload", async () => {
    const desk = await openDesk(app)
    await chatAccount(app.context, { team: desk.ours._id })
    const mehmet = await desk.person('agent')
    const ayse = await visit(app.url)
    const clientId = newClientId()
    expect(await ayse.ask('message', { clientId, text: 'Güllerim solmuş geldi', attachments: [] })).to.deep.equal({ ok: true, clientId })
    const own = await ayse.message((one) => one.clientId === clientId)
    expect(own).to.include({ from: 'visitor', text: 'Güllerim solmuş geldi', state: 'sent' })
    const [ticket] = await allTickets()
    expect(await ayse.heard('conversation')).to.deep.equal({ publicId: ticket!.publicId, number: ticket!.number })
    const live = await mehmet.socket()
    await live.ask('subscribe', { tickets: [ticket!.number] })
    await ayse.heard('read', ({ seq }) => Number(seq) >= own.seq)
    await ayse.say('Sipariş 12 Kasım’da verildi')
    await live.push(({ event }) => event.message?.text.includes('12 Kasım') === true)
    const reply = await mehmet.post(`/api/v1/tickets/${ticket!.number}/messages`, { kind: 'reply', text: 'Çok üzgünüz, yenisini gönderiyoruz.', clientId: 'agent-reply-1' })
    expect(reply.status, reply.text).to.equal(201)
    const answer = await ayse.message((one) => one.from === 'agent')
    expect(answer).to.include({ text: 'Çok üzgünüz, yenisini gönderiyoruz.', name: mehmet.user.name })
    await live.push(({ view }) => (view as { delivery?: { state: string } } | undefined)?.delivery?.state === 'delivered')
    await ayse.ask('read', { seq: answer.seq })
    await live.push(({ view }) => (view as { delivery?: { state: string } } | undefined)?.delivery?.state === 'read')
    const again = await askSession(app.url, { token: ayse.session.token })
    expect(again.body.visitor).to.equal(ayse.session.visitor)
    expect(again.body.conversation!.messages.map(({ text }) => text)).to.deep.equal(['Güllerim solmuş geldi', 'Sipariş 12 Kasım’da verildi', 'Çok üzgünüz, yenisini gönderiyoruz.'])
    expect(again.body.conversation).to.include({ publicId: ticket!.publicId, seenSeq: answer.seq, ended: false })
    expect(await allTickets()).to.have.length(1)
    live.close()
    ayse.close()
  }) // prettier-ignore
})
