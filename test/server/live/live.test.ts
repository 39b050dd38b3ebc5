import { expect } from 'chai'
import { system } from '../../../server/models/actor.js'
import * as tickets from '../../../server/models/tickets/index.js'
import type { Push } from '../../../views/types.js'
import { useApp } from '../../support/app.js'
import { makeClient, waitFor } from '../../support/client.js'
import { useDatabase } from '../../support/database.js'
import { openDesk } from '../../support/desk.js'

let clientIds = 0
const writing = (text: string, kind = 'reply') => ({ kind, text, clientId: `client-${++clientIds}-abc` })

describe('live updates', () => {
  useDatabase()
  const app = useApp()

  it("shows an agent's reply to a colleague who has the ticket open, in a push under 2 kB", async () => {
    const desk = await openDesk(app())
    const [mehmet, gul] = [await desk.person('agent'), await desk.person('agent')]
    const ticket = await desk.mailArrives()
    const live = await gul.socket()
    expect(await live.ask('subscribe', { tickets: [ticket.number], views: true })).to.deep.include({
      tickets: [ticket.number],
    })
    const body = writing('Merhaba Ayşe Hanım, çok üzgünüz. '.repeat(100))
    const reply = await mehmet.post(`/api/v1/tickets/${ticket.number}/messages`, body)
    expect(reply.status).to.equal(201)
    const push = await live.push(({ partial }) => partial === 'messages/message')
    expect(push).to.include({ ticket: ticket.number, seq: reply.body['seq'] })
    expect(push.event).to.include({ type: 'reply.written', name: 'reply.written' })
    expect(push.event.message).to.include({ channel: 'email', id: reply.body['id'] })
    expect(push.view).to.include({ clientId: body.clientId, truncated: true })
    for (const one of live.pushes) expect(Buffer.byteLength(JSON.stringify(one))).to.be.at.most(2_000)
    const row = await live.push(({ partial, seq }) => partial === 'tickets/row' && seq >= push.seq)
    expect(row.view).to.include({ number: ticket.number, lastKind: 'out' })
    live.close()
  })

  it('tells an agent of another team nothing, though they are connected and ask for the ticket', async () => {
    const desk = await openDesk(app())
    const [mehmet, gul, outsider] = [
      await desk.person('agent'),
      await desk.person('agent'),
      await desk.person('agent', desk.theirs),
    ]
    const ticket = await desk.mailArrives()
    const [inside, outside] = [await gul.socket(), await outsider.socket()]
    const asked = { tickets: [ticket.number], views: true }
    await inside.ask('subscribe', asked)
    expect(await outside.ask('subscribe', asked)).to.deep.include({ tickets: [] })
    await mehmet.post(`/api/v1/tickets/${ticket.number}/messages`, writing('yalnız bizim ekip', 'note'))
    await mehmet.post(`/api/v1/tickets/${ticket.number}/messages`, writing('yanıt'))
    await inside.push(({ event }) => event.name === 'note.written')
    await inside.push(({ partial, event }) => partial === 'tickets/row' && event.name === 'reply.written')
    expect(outside.socket.connected).to.equal(true)
    expect(outside.pushes).to.deep.equal([])
    expect(await outside.ask('since', { [ticket.number]: 0 })).to.deep.equal({ pushes: [], seq: 0 })
    for (const live of [inside, outside]) live.close()
  })

  it('brings a mail that comes in to the lists of its team', async () => {
    const desk = await openDesk(app())
    const live = await (await desk.person('agent')).socket()
    await live.ask('subscribe', { view: 'open', ticket: null })
    const ticket = await desk.mailArrives()
    const push = await live.push(({ partial }) => partial === 'tickets/row')
    expect(push.view).to.include({ number: ticket.number, customerName: 'Ayse', status: 'open' })
    live.close()
  })

  it('tells what was missed after a sequence number, in order and without gaps', async () => {
    const desk = await openDesk(app())
    const mehmet = await desk.person('agent')
    const ticket = await desk.mailArrives()
    await mehmet.post(`/api/v1/tickets/${ticket.number}/messages`, writing('bir'))
    await mehmet.post(`/api/v1/tickets/${ticket.number}/messages`, writing('iki', 'note'))
    await mehmet.request('PUT', `/api/v1/tickets/${ticket.number}/priority`, { body: { priority: 'urgent' } })
    const live = await mehmet.socket()
    const missed = await live.ask<{ pushes: Push[]; seq: number }>('since', { [ticket.number]: ticket.seq })
    const events = missed.pushes.filter(({ partial }) => partial !== 'tickets/header')
    expect(events.map(({ seq }) => seq)).to.deep.equal([1, 2, 3].map((n) => ticket.seq + n))
    expect(events.map(({ event }) => event.name)).to.deep.equal([
      'reply.written',
      'note.written',
      'ticket.prioritised',
    ])
    expect(missed.seq).to.equal(ticket.seq + 3)
    expect(missed.pushes.at(-1)!.view).to.include({ priority: 'urgent' })
    live.close()
  })

  it('says to load again when too much was missed to be told', async () => {
    const desk = await openDesk(app())
    const gul = await desk.person('agent')
    const ticket = await desk.mailArrives()
    let current = ticket
    for (let i = 0; i < 251; i++) {
      current = await tickets.setStatus(current, system, 'pending')
      current = await tickets.setStatus(current, system, 'open')
    }
    const live = await gul.socket()
    expect(await live.ask('since', { [ticket.number]: ticket.seq })).to.deep.equal({ reload: true })
    live.close()
  }).timeout(60_000)

  it('ends the connections of somebody who is deactivated, and of nobody else', async () => {
    const desk = await openDesk(app())
    const [admin, gul, mehmet] = [
      await desk.person('admin'),
      await desk.person('agent'),
      await desk.person('agent'),
    ]
    const [live, other] = [await gul.socket(), await mehmet.socket()]
    await admin.post(`/api/v1/users/${gul.user._id.toHexString()}/deactivation`)
    expect(await live.ended).to.equal('io server disconnect')
    expect(other.socket.connected).to.equal(true)
    expect(await refusal(gul.socket())).to.equal('not_signed_in')
    other.close()
  })

  it('ends the connections of a session at sign-out, and of a person whose role changes', async () => {
    const desk = await openDesk(app())
    const [admin, gul, mehmet] = [
      await desk.person('admin'),
      await desk.person('agent'),
      await desk.person('agent'),
    ]
    const [gone, demoted] = [await gul.socket(), await mehmet.socket()]
    await gul.request('DELETE', '/api/v1/session')
    expect(await gone.ended).to.equal('io server disconnect')
    await admin.request('PATCH', `/api/v1/users/${mehmet.user._id.toHexString()}`, {
      body: { role: 'mediator' },
    })
    expect(await demoted.ended).to.equal('io server disconnect')
  })

  it('lets nobody in without a session or token, nor from another site', async () => {
    const desk = await openDesk(app())
    const gul = await desk.person('agent')
    expect(await refusal(makeClient(app().url).socket())).to.equal('not_signed_in')
    expect(await refusal(makeClient(app().url).socket({ token: 'rdr_madeup' }))).to.equal('token_invalid')
    const foreign = await fetch(`${app().url}/socket.io/?EIO=4&transport=polling`, {
      headers: { cookie: gul.cookie, origin: 'https://evil.example' },
    })
    expect(foreign.status).to.equal(403)
    const made = await gul.post<{ secret: string }>('/api/v1/tokens', { name: 'bot' })
    const bot = await makeClient(app().url).socket({ token: made.body.secret })
    expect(bot.socket.connected).to.equal(true)
    bot.close()
  })

  it('answers what it cannot understand with a code and stays up', async () => {
    const desk = await openDesk(app())
    const live = await (await desk.person('agent')).socket()
    for (const nonsense of [
      null,
      'x',
      7,
      { tickets: 'all' },
      { tickets: [{ $gt: 0 }] },
      { __proto__: null, admin: true },
    ])
      expect(await live.ask('subscribe', nonsense)).to.deep.equal({ error: { code: 'invalid_input' } })
    expect(await live.ask('since', { '1; drop': 3 })).to.deep.equal({ error: { code: 'invalid_input' } })
    expect(await live.ask('subscribe', {})).to.deep.equal({ tickets: [], present: [] })
    live.close()
  })

  it('shows who else looks at a ticket and who is typing, until they go', async () => {
    const desk = await openDesk(app())
    const [mehmet, gul] = [await desk.person('agent'), await desk.person('agent')]
    const ticket = await desk.mailArrives()
    const [one, two] = [await mehmet.socket(), await gul.socket()]
    const heard: { state: string; user: { name: string } }[] = []
    one.socket.on('presence', (news: (typeof heard)[number]) => heard.push(news))
    await one.ask('subscribe', { tickets: [ticket.number] })
    const joined = await two.ask<{ present: { user: { id: string } }[] }>('subscribe', {
      tickets: [ticket.number],
    })
    expect(joined.present.map(({ user }) => user.id)).to.deep.equal([mehmet.user._id.toHexString()])
    await two.ask('typing', { ticket: ticket.number })
    await waitFor(() => heard.find(({ state }) => state === 'typing'))
    two.close()
    await waitFor(() => heard.find(({ state }) => state === 'left'))
    expect(heard.every(({ user }) => user.name === gul.user.name)).to.equal(true)
    one.close()
  })
})

async function refusal(opening: Promise<unknown>): Promise<string> {
  try {
    await opening
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('was let in')
}
