import { expect } from 'chai'
import { system } from '../../../server/models/actor.js'
import { Identity } from '../../../server/models/customers/index.js'
import { Message, type MessageRecord } from '../../../server/models/messages/index.js'
import { Outbox } from '../../../server/models/outbox/index.js'
import * as tickets from '../../../server/models/tickets/index.js'
import { useApp } from '../../support/app.js'
import { useDatabase } from '../../support/database.js'
import { openDesk } from '../../support/desk.js'

interface Fault {
  error: { code: string; message: string; details: Record<string, unknown> }
}

describe('messages over the API', () => {
  useDatabase()
  const app = useApp()
  const path = (number: number) => `/api/v1/tickets/${number}/messages`

  it('sent twice with one clientId are one message', async () => {
    const desk = await openDesk(app())
    const [gul, ticket] = [await desk.person('agent'), await desk.mailArrives()]
    const body = { kind: 'reply', text: 'Merhaba', baseSeq: ticket.seq, clientId: 'client-id-1' }
    const replies = await Promise.all(
      Array.from({ length: 6 }, () => gul.post<{ id: string }>(path(ticket.number), body)),
    )
    expect(replies.map(({ status }) => status).sort()).to.deep.equal([200, 200, 200, 200, 200, 201])
    expect(new Set(replies.map((reply) => reply.body.id)).size).to.equal(1)
    expect(await Message.countDocuments({ ticket: ticket._id, kind: 'reply' })).to.equal(1)
    expect(await Outbox.countDocuments({ ticket: ticket._id })).to.equal(1)
  })

  it('are stopped by newer ones that their writer has not seen, and those come with the answer', async () => {
    const desk = await openDesk(app())
    const [gul, mehmet, ticket] = [
      await desk.person('agent'),
      await desk.person('agent'),
      await desk.mailArrives(),
    ]
    const first = await mehmet.post<{ id: string; seq: number }>(path(ticket.number), {
      kind: 'reply',
      text: 'Ben yazdım',
      baseSeq: ticket.seq,
      clientId: 'client-id-2',
    })
    const body = { kind: 'reply', text: 'Ben de', baseSeq: ticket.seq, clientId: 'client-id-3' }
    const stopped = await gul.post<Fault>(path(ticket.number), body)
    expect(stopped.status).to.equal(409)
    expect(stopped.body.error.code).to.equal('newer_messages')
    const [newer] = stopped.body.error.details['messages'] as { id: string; text: string }[]
    expect(newer).to.include({ id: first.body.id, text: 'Ben yazdım', kind: 'reply' })
    const knowing = await gul.post(path(ticket.number), { ...body, baseSeq: first.body.seq })
    expect(knowing.status).to.equal(201)
  })

  it('are never two public answers when two agents answer at once', async () => {
    const desk = await openDesk(app())
    const [gul, mehmet, ticket] = [
      await desk.person('agent'),
      await desk.person('agent'),
      await desk.mailArrives(),
    ]
    const send = (client: typeof gul, id: string) =>
      client.post(path(ticket.number), {
        kind: 'reply',
        text: id,
        baseSeq: ticket.seq,
        clientId: `client-${id}`,
      })
    const both = await Promise.all([send(gul, 'gulgul'), send(mehmet, 'mehmet')])
    expect(both.map(({ status }) => status).sort()).to.deep.equal([201, 409])
    expect(await Message.countDocuments({ ticket: ticket._id, kind: 'reply' })).to.equal(1)
  })

  it('are one public answer when two agents press send thirty times, and each of the others is told so', async () => {
    const desk = await openDesk(app())
    const agents = [await desk.person('agent'), await desk.person('agent')]
    const ticket = await desk.mailArrives()
    const sent = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        agents[n % 2]!.post<Fault & { id: string }>(path(ticket.number), {
          kind: 'reply',
          text: `yanıt ${n}`,
          baseSeq: ticket.seq,
          clientId: `client-many-${n}`,
        }),
      ),
    )
    const [won, ...more] = sent.filter(({ status }) => status === 201)
    expect(more).to.deep.equal([])
    const lost = sent.filter(({ status }) => status === 409)
    expect(lost).to.have.length(29)
    for (const { body } of lost) {
      expect(body.error.code).to.equal('newer_messages')
      const newer = body.error.details['messages'] as { id: string }[]
      expect(newer.map(({ id }) => id)).to.deep.equal([won!.body.id])
    }
    expect(await Message.countDocuments({ ticket: ticket._id, kind: 'reply' })).to.equal(1)
    expect(await Outbox.countDocuments({ ticket: ticket._id })).to.equal(1)
  })

  it('are all kept, each under a number of its own, when many are written at once and none asks what came before', async () => {
    const desk = await openDesk(app())
    const agents = [await desk.person('agent'), await desk.person('agent')]
    const ticket = await desk.mailArrives()
    const sent = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        agents[n % 2]!.post<{ seq: number }>(path(ticket.number), {
          kind: n % 4 === 0 ? 'reply' : 'note',
          text: `söz ${n}`,
          clientId: `client-all-${n}`,
        }),
      ),
    )
    expect(sent.map(({ status }) => status)).to.deep.equal(sent.map(() => 201))
    const numbers = sent.map(({ body }) => body.seq).sort((a, b) => a - b)
    expect(numbers).to.deep.equal(sent.map((_, n) => ticket.seq + 1 + n))
    expect(await Outbox.countDocuments({ ticket: ticket._id })).to.equal(5)
    expect((await tickets.byNumber(ticket.number, system)).messageCount).to.equal(21)
  })

  it('without an address to go to are refused, and the ticket stays as it was', async () => {
    const desk = await openDesk(app())
    const [gul, ticket] = [await desk.person('agent'), await desk.mailArrives()]
    await Identity.deleteMany({ customer: ticket.customer })
    const body = { kind: 'reply', text: 'Merhaba', clientId: 'client-nowhere-1', then: 'resolve' }
    const refused = await gul.post<Fault>(path(ticket.number), body)
    expect(refused.body.error.code).to.equal('no_recipient_address')
    expect(await Message.countDocuments({ ticket: ticket._id, kind: 'reply' })).to.equal(0)
    expect(await tickets.byNumber(ticket.number, system)).to.deep.include({
      status: ticket.status,
      version: ticket.version,
      seq: ticket.seq,
    })
  })

  it('can be taken back before they are sent, and not after', async () => {
    const desk = await openDesk(app())
    const [gul, ticket] = [await desk.person('agent'), await desk.mailArrives()]
    const reply = await gul.post<{ id: string }>(path(ticket.number), {
      kind: 'reply',
      text: 'Eyvah',
      clientId: 'client-id-4',
    })
    const back = await gul.request('DELETE', `/api/v1/messages/${reply.body.id}`)
    expect(back.body).to.include({ retracted: true })
    expect(await Outbox.countDocuments({ ticket: ticket._id, state: 'cancelled' })).to.equal(1)
    const again = await gul.request<Fault>('DELETE', `/api/v1/messages/${reply.body.id}`)
    expect(again.body.error.code).to.equal('reply_already_sent')
  })

  it('of an internal kind never go into the outbox', async () => {
    const desk = await openDesk(app())
    const [gul, ticket] = [await desk.person('agent'), await desk.mailArrives()]
    await gul.post(path(ticket.number), { kind: 'note', text: 'müşteri haklı', clientId: 'client-id-5' })
    expect(await Outbox.countDocuments({})).to.equal(0)
    const found = (await Message.findOne({ kind: 'note' }).lean<MessageRecord>())!
    expect(found.text).to.equal('müşteri haklı')
  })

  it('are paged backwards', async () => {
    const desk = await openDesk(app())
    const [gul, ticket] = [await desk.person('agent'), await desk.mailArrives()]
    for (let i = 0; i < 4; i++)
      await gul.post(path(ticket.number), { kind: 'note', text: `not ${i}`, clientId: `client-note-${i}` })
    const last = await gul.get<{ items: { text: string }[]; next: string }>(`${path(ticket.number)}?limit=3`)
    expect(last.body.items.map(({ text }) => text)).to.deep.equal(['not 1', 'not 2', 'not 3'])
    const before = await gul.get<{ items: { text: string }[]; next: null }>(
      `${path(ticket.number)}?limit=3&before=${last.body.next}`,
    )
    expect(before.body.items).to.have.length(2)
    expect(before.body.next).to.equal(null)
    expect((await tickets.byNumber(ticket.number, system)).messageCount).to.equal(5)
  })

  it('put the ticket away after a reply until the instant that was asked for', async () => {
    const desk = await openDesk(app())
    const [gul, ticket] = [await desk.person('agent'), await desk.mailArrives()]
    const body = { kind: 'reply', text: 'Yarın bakacağız', clientId: 'client-snooze-1', then: 'snooze' }
    const without = await gul.post<Fault>(path(ticket.number), body)
    expect([without.status, await Message.countDocuments({ kind: 'reply' })]).to.deep.equal([422, 0])
    const until = '2099-01-01T07:00:00.000Z'
    expect((await gul.post(path(ticket.number), { ...body, until })).status).to.equal(201)
    const shown = await gul.get(`/api/v1/tickets/${ticket.number}`)
    expect(shown.body).to.include({ snoozedUntil: until })
  })
})
