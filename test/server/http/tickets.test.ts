import { expect } from 'chai'
import * as schemas from '../../../server/http/api/schemas.js'
import { Outbox } from '../../../server/models/outbox/index.js'
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
