import { expect } from 'chai'
import { system } from '../../../server/models/actor.js'
import * as schemas from '../../../server/http/api/schemas.js'
import { Message, type MessageRecord } from '../../../server/models/messages/index.js'
import { Outbox } from '../../../server/models/outbox/index.js'
import * as tickets from '../../../server/models/tickets/index.js'
import { useApp } from '../../support/app.js'
import { useDatabase } from '../../support/database.js'
import { openDesk } from '../../support/desk.js'

interface TicketJson {
  number: number
  version: number
  seq: number
  status: string
  tags: string[]
  assignee: { id: string } | null
}
interface Page {
  items: TicketJson[]
  next: string | null
}
interface Fault {
  error: { code: string; message: string; details: Record<string, unknown> }
}

describe('tickets over the API', () => {
  useDatabase()
  const app = useApp()

  it('come with everything the description promises, and nothing else', async () => {
    const desk = await openDesk(app())
    const [gul, ticket] = [await desk.person('agent'), await desk.mailArrives()]
    const one = await gul.get(`/api/v1/tickets/${ticket.number}?include=messages`)
    const messages = schemas.message.strict().array()
    expect(schemas.ticket.extend({ messages }).strict().safeParse(one.body).error).to.equal(undefined)
    const list = await gul.get('/api/v1/tickets')
    expect(schemas.pageOf(schemas.ticketRow.strict()).safeParse(list.body).error).to.equal(undefined)
    expect(one.body).to.include({ number: ticket.number, channel: 'email', status: 'open' })
  })

  it('come page by page, each once, the latest first', async () => {
    const desk = await openDesk(app())
    const gul = await desk.person('agent')
    const made = []
    for (let i = 0; i < 5; i++)
      made.push((await desk.mailArrives({ From: `Kişi ${i} <k${i}@posta.example>` })).number)
    const seen: number[] = []
    let next: string | null = ''
    while (next !== null) {
      const page: { body: Page } = await gul.get<Page>(
        `/api/v1/tickets?view=open&limit=2${next ? `&cursor=${next}` : ''}`,
      )
      seen.push(...page.body.items.map(({ number }) => number))
      next = page.body.next
    }
    expect(seen).to.deep.equal(made.reverse())
  })

  it('are found by words and operators, and a search nobody understands is answered with the part', async () => {
    const desk = await openDesk(app())
    const gul = await desk.person('agent')
    const ticket = await desk.mailArrives({ Subject: 'Şikâyetim var' })
    await desk.mailArrives({ Subject: 'Başka bir konu', From: 'Ali <ali@posta.example>' })
    const found = await gul.get<Page>(`/api/v1/tickets?q=${encodeURIComponent('SIKAYET durum:açık')}`)
    expect(found.body.items.map(({ number }) => number)).to.deep.equal([ticket.number])
    const bad = await gul.get<Fault>('/api/v1/tickets?q=is:nonsense')
    expect(bad.status).to.equal(422)
    expect(bad.body.error).to.deep.include({ code: 'search_not_understood' })
    expect(bad.body.error.details).to.include({ part: 'is:nonsense' })
  })

  it('change at the version that was seen, and for whoever was slower it is a conflict', async () => {
    const desk = await openDesk(app())
    const [gul, mehmet, ticket] = [
      await desk.person('agent'),
      await desk.person('agent'),
      await desk.mailArrives(),
    ]
    const path = `/api/v1/tickets/${ticket.number}`
    const body = {
      version: ticket.version,
      priority: 'urgent',
      tags: ['vip', 'gül'],
      assignee: gul.user._id.toHexString(),
    }
    const first = await gul.request<TicketJson>('PATCH', path, { body })
    expect(first.status).to.equal(200)
    expect(first.body).to.deep.include({ priority: 'urgent', tags: ['vip', 'gül'] })
    expect(first.body.assignee?.id).to.equal(gul.user._id.toHexString())
    const late = await mehmet.request<Fault>('PATCH', path, {
      body: { version: ticket.version, priority: 'low' },
    })
    expect(late.status).to.equal(409)
    expect(late.body.error).to.deep.include({ code: 'version_conflict' })
    expect((await gul.get<TicketJson>(path)).body).to.include({ priority: 'urgent' })
  })

  it('change not at all when one part of a change is not allowed or unknown', async () => {
    const desk = await openDesk(app())
    const [mediator, ticket] = [await desk.person('mediator'), await desk.mailArrives()]
    const path = `/api/v1/tickets/${ticket.number}`
    const forbidden = await mediator.request('PATCH', path, {
      body: { version: ticket.version, tags: ['x'], status: 'closed' },
    })
    expect(forbidden.status).to.equal(403)
    const gul = await desk.person('agent')
    const unknown = await gul.request<Fault>('PATCH', path, {
      body: { version: ticket.version, tags: ['x'], category: 'no_such' },
    })
    expect(unknown.body.error.code).to.equal('category_unknown')
    expect((await gul.get<TicketJson>(path)).body).to.deep.include({ version: ticket.version, tags: [] })
  })

  it('are begun by an agent with a letter that waits in the outbox', async () => {
    const desk = await openDesk(app())
    const gul = await desk.person('agent')
    const body = {
      direction: 'outbound',
      subject: 'Siparişiniz',
      text: 'Merhaba',
      identity: { type: 'email', value: 'Yeni@Posta.example', name: 'Yeni' },
    }
    const made = await gul.post<TicketJson>('/api/v1/tickets', body)
    expect(made.status).to.equal(201)
    expect(made.body).to.include({ status: 'pending' })
    expect(await Outbox.countDocuments({ 'to.address': 'yeni@posta.example', state: 'queued' })).to.equal(1)
  })

  it('are closed, opened again, put away, tagged and marked by nouns of their own', async () => {
    const desk = await openDesk(app())
    const [gul, ticket] = [await desk.person('agent'), await desk.mailArrives()]
    const path = `/api/v1/tickets/${ticket.number}`
    const act = async (method: string, noun: string, body?: object) =>
      (await gul.request<TicketJson & Fault>(method, `${path}/${noun}`, { body: body ?? {} })).body
    expect(await act('POST', 'closure', { reason: 'resolved' })).to.include({ status: 'resolved' })
    expect((await act('POST', 'closure', { reason: 'resolved' })).error.code).to.equal(
      'ticket_already_closed',
    )
    expect(await act('DELETE', 'closure')).to.include({ status: 'open' })
    expect((await act('PUT', 'snooze', { until: '2020-01-01T00:00:00Z' })).error.code).to.equal(
      'snooze_in_past',
    )
    expect(await act('PUT', 'snooze', { until: '2099-01-01T10:00:00+03:00' })).to.include({
      snoozedUntil: '2099-01-01T07:00:00.000Z',
    })
    expect((await act('POST', 'tags', { tags: ['a', 'b'] })).tags).to.deep.equal(['a', 'b'])
    expect((await act('DELETE', 'tags', { tags: ['a'] })).tags).to.deep.equal(['b'])
    expect(await act('PUT', 'spam')).to.include({ spam: true })
    expect((await gul.get<Page>('/api/v1/tickets?view=open')).body.items).to.deep.equal([])
    const events = await gul.get<{ items: { name: string; seq: number }[] }>(
      `${path}/events?after=${ticket.seq}`,
    )
    expect(events.body.items.map(({ name }) => name)).to.include.members([
      'ticket.closed',
      'ticket.reopened',
      'ticket.snoozed',
      'ticket.tagged',
      'ticket.marked_spam',
    ])
  })
})

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
})
