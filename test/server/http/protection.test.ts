import { expect } from 'chai'
import mongoose from 'mongoose'
import { apiRoutes } from '../../../server/http/api/routes.js'
import { makeLogger } from '../../../server/lib/logger.js'
import { Ticket, type TicketRecord } from '../../../server/models/tickets/index.js'
import * as users from '../../../server/models/users/index.js'
import { startApp, useApp } from '../../support/app.js'
import { makeClient } from '../../support/client.js'
import { useDatabase } from '../../support/database.js'
import { openDesk } from '../../support/desk.js'
import { colleague, goodPassword } from '../../support/people.js'

interface Fault {
  error: { code: string; message: string; details: Record<string, unknown> }
}

describe('requests from other sites', () => {
  useDatabase()
  const app = useApp()

  it('cannot act with the cookie of somebody who is signed in here, on any route that changes something', async () => {
    const desk = await openDesk(app())
    const admin = await desk.person('admin')
    const unsafe = apiRoutes.filter(({ method, permission }) => method !== 'get' && permission !== 'anyone')
    for (const { method, path } of unsafe) {
      const url = `/api/v1${path.replace(/:number/, '1').replace(/:\w+/g, 'a'.repeat(24))}`
      const reply = await admin.request<Fault>(method.toUpperCase(), url, {
        body: {},
        headers: { 'sec-fetch-site': 'cross-site' },
      })
      expect([path, reply.status, reply.body.error.code]).to.deep.equal([path, 403, 'cross_site_request'])
    }
    const form = await admin.request('POST', '/settings/users', {
      body: 'email=x@y.example',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-site' },
    })
    expect(form.status).to.equal(403)
  })

  it('are told by Origin where a browser says nothing else, and refused when nothing is said at all', async () => {
    const { user } = await colleague('agent')
    const session = { email: user.email, password: goodPassword }
    const status = async (headers: Record<string, string>) => {
      const response = await fetch(`${app().url}/api/v1/session`, {
        method: 'POST',
        body: JSON.stringify(session),
        headers: { 'content-type': 'application/json', ...headers },
      })
      return response.status
    }
    expect(await status({ origin: app().url })).to.equal(201)
    expect(await status({ origin: 'https://evil.example' })).to.equal(403)
    expect(await status({ origin: 'null' })).to.equal(403)
    // Node's fetch sends sec-fetch-mode only; without site and origin nobody knows where it comes from.
    expect(await status({})).to.equal(403)
  })

  it('are let through for programs, whose token no browser adds by itself', async () => {
    const { user } = await colleague('agent')
    const made = await (
      await makeClient(app().url).signIn(user.email)
    ).post<{ secret: string }>('/api/v1/tokens', { name: 'x' })
    const bot = makeClient(app().url, made.body.secret)
    expect(
      (
        await bot.request('POST', '/api/v1/notifications/read', {
          body: {},
          headers: { 'sec-fetch-site': 'cross-site' },
        })
      ).status,
    ).to.equal(200)
  })
})

describe('answers about faults', () => {
  useDatabase()
  const app = useApp()

  it('have a code that stays and words in the language asked for', async () => {
    const client = makeClient(app().url)
    const english = await client.get<Fault>('/api/v1/me', { 'accept-language': 'en' })
    const turkish = await client.get<Fault>('/api/v1/me', { 'accept-language': 'tr' })
    expect([english.status, english.body.error.code]).to.deep.equal([401, 'not_signed_in'])
    expect(turkish.body.error.code).to.equal('not_signed_in')
    expect(turkish.body.error.message).to.match(/giriş/).and.not.equal(english.body.error.message)
  })

  it('tell malformed from invalid, and name the fields', async () => {
    const { user } = await colleague('manager')
    const client = await makeClient(app().url).signIn(user.email)
    const malformed = await client.request<Fault>('POST', '/api/v1/rules', {
      body: '{"kind":',
      headers: { 'content-type': 'application/json' },
    })
    expect([malformed.status, malformed.body.error.code]).to.deep.equal([400, 'malformed_json'])
    const invalid = await client.post<Fault>('/api/v1/rules', { kind: 'category', weight: 'heavy' })
    expect([invalid.status, invalid.body.error.code]).to.deep.equal([422, 'invalid_input'])
    const fields = (invalid.body.error.details['fields'] as { field: string }[]).map(({ field }) => field)
    expect(fields).to.include.members(['locale', 'match', 'target', 'weight'])
    const large = await client.post<Fault>('/api/v1/rules/test', { text: 'x'.repeat(1_200_000) })
    expect([large.status, large.body.error.code]).to.deep.equal([413, 'too_large'])
  })

  it('are 404 for names that cannot be, and for pages that are not', async () => {
    const { user } = await colleague('admin')
    const client = await makeClient(app().url).signIn(user.email)
    for (const path of [
      'tickets/abc',
      'tickets/-1',
      'tickets/99999999',
      'tickets/1e3',
      'messages/xyz',
      'customers/123',
      'attachments/..%2f..%2fetc',
      'channels/zzz',
      'nothing',
    ])
      expect([path, (await client.get(`/api/v1/${path}`)).status]).to.deep.equal([path, 404])
    const page = await client.get('/no/such/page', { accept: 'text/html' })
    expect(page.status).to.equal(404)
    expect(page.text).to.include('</html>')
    expect((await client.get('/tickets/%E0%A4%A', { accept: 'text/html' })).status).to.equal(400)
  })

  it('tell nothing of faults of our own, but log them under the id that the answer carries', async () => {
    const lines: Record<string, unknown>[] = []
    const log = makeLogger('silent')
    const noted = {
      ...log,
      error: (message: string, fields: Record<string, unknown> = {}) =>
        void lines.push({ message, ...fields }),
    }
    const broken = await startApp({ log: noted })
    try {
      const { user } = await colleague('agent')
      const client = await makeClient(broken.url).signIn(user.email)
      const find = Ticket.find.bind(Ticket)
      Ticket.find = (() => {
        throw new TypeError('a secret detail of /srv/redress')
      }) as typeof Ticket.find
      try {
        const reply = await client.get<Fault>('/api/v1/tickets')
        expect(reply.status).to.equal(500)
        expect(reply.text).to.not.include('secret detail').and.not.include('TypeError')
        expect(reply.body.error.code).to.equal('internal')
        expect(lines).to.have.length(1)
        expect(lines[0]).to.include({ requestId: reply.headers.get('x-request-id') })
        expect(String(lines[0]!['error'])).to.include('a secret detail')
      } finally {
        Ticket.find = find
      }
    } finally {
      await broken.close()
    }
  })
})

describe('hostile input', () => {
  useDatabase()
  const app = useApp()
  const poison: unknown[] = [
    { $ne: null },
    { $gt: '' },
    { $where: 'sleep(1000)' },
    ['a', 'b'],
    { $nor: [{}] },
    { toString: 1 },
  ]

  it('in the place of any text is refused and gives nobody anything', async () => {
    const desk = await openDesk(app())
    const [gul, ticket] = [await desk.person('agent'), await desk.mailArrives()]
    for (const bad of poison) {
      const session = await makeClient(app().url).post('/api/v1/session', { email: bad, password: bad })
      expect(session.status).to.equal(422)
      for (const body of [
        { kind: bad, text: 'x', clientId: 'client-x-1' },
        { kind: 'note', text: bad, clientId: 'client-x-1' },
        { kind: 'note', text: 'x', clientId: bad },
      ])
        expect((await gul.post(`/api/v1/tickets/${ticket.number}/messages`, body)).status).to.equal(422)
      expect(
        (await gul.request('PUT', `/api/v1/tickets/${ticket.number}/assignment`, { body: { assignee: bad } }))
          .status,
      ).to.equal(422)
    }
    for (const query of [
      'q[$ne]=1',
      'view[$gt]=',
      'q=a&q=b',
      'limit=1000',
      'limit[]=1',
      'cursor[$gt]=1',
      '__proto__[x]=1',
    ])
      expect([query, (await gul.get(`/api/v1/tickets?${query}`)).status]).to.deep.equal([query, 422])
  })

  it('cannot set what a route does not name: roles, versions, keys of ours', async () => {
    const desk = await openDesk(app())
    const [gul, ticket] = [await desk.person('agent'), await desk.mailArrives()]
    const before = JSON.stringify(await Ticket.findById(ticket._id).lean<TicketRecord>())
    for (const extra of [
      { role: 'admin' },
      { _id: 'x' },
      { seq: 99 },
      { publicId: 'x' },
      { $set: { status: 'closed' } },
      { priorityBy: null },
    ]) {
      const patch = await gul.request('PATCH', `/api/v1/tickets/${ticket.number}`, {
        body: { version: ticket.version, subject: 'yeni', ...extra },
      })
      expect([Object.keys(extra)[0], patch.status]).to.deep.equal([Object.keys(extra)[0], 422])
      const me = await gul.request('PATCH', '/api/v1/me', { body: { name: 'Gül', ...extra } })
      expect(me.status).to.equal(422)
    }
    const polluted = await gul.request('PATCH', '/api/v1/me', {
      body: '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}',
      headers: { 'content-type': 'application/json' },
    })
    expect(polluted.status).to.equal(422)
    expect(({} as Record<string, unknown>)['admin']).to.equal(undefined)
    expect(JSON.stringify(await Ticket.findById(ticket._id).lean<TicketRecord>())).to.equal(before)
    expect((await users.byEmail(gul.user.email))!.role).to.equal('agent')
  })
})

describe('headers', () => {
  useDatabase()
  const app = useApp()

  it('of pages let nothing run, load or frame but our own', async () => {
    await colleague('agent')
    const page = await makeClient(app().url).get('/sign-in')
    const csp = page.headers.get('content-security-policy')!
    expect(csp)
      .to.include("default-src 'none'")
      .and.include("script-src 'self'")
      .and.include("frame-ancestors 'none'")
    expect(csp).to.not.match(/unsafe-|\*/)
    expect(page.headers.get('x-content-type-options')).to.equal('nosniff')
    expect(page.headers.get('cache-control')).to.equal('no-store')
    expect(page.text)
      .to.not.match(/<script(?![^>]*(src=|application\/json))/)
      .and.not.match(/ style="| on\w+="/)
  })

  it('name each request, by the id it came with when that is harmless', async () => {
    const client = makeClient(app().url)
    expect((await client.get('/healthz', {})).status).to.equal(200)
    expect(
      (await client.get('/sign-in', { 'x-request-id': 'proxy-12345678' })).headers.get('x-request-id'),
    ).to.equal('proxy-12345678')
    expect((await client.get('/sign-in', { 'x-request-id': 'a b;c' })).headers.get('x-request-id')).to.match(
      /^[0-9a-z]{26}$/,
    )
  })

  it('let browsers keep our hashed files for good, and nothing else', async () => {
    const page = await makeClient(app().url).get('/sign-in', {})
    const asset = /href="(\/assets\/[^"]+\.css)"/.exec(page.text)?.[1]
    const file = asset ? await makeClient(app().url).get(asset) : null
    if (file) expect(file.headers.get('cache-control')).to.include('immutable')
    expect((await makeClient(app().url).get('/assets/../package.json')).status).to.equal(404)
  })
})

describe('probes', () => {
  useDatabase()
  const app = useApp({ env: { METRICS_TOKEN: 'a-token-for-prometheus' } })

  it('say that the process lives and is ready, and which part is not', async () => {
    const client = makeClient(app().url)
    expect((await client.get('/healthz')).body).to.deep.equal({ status: 'ok' })
    const ready = await client.get<{ parts: Record<string, string>; failing: string[] }>('/readyz')
    expect(ready.body.parts).to.include({ mongo: 'ok', redis: 'ok' })
    expect(ready.status).to.equal(ready.body.failing.length === 0 ? 200 : 503)
  })

  it('give their figures only to who has the token', async () => {
    expect((await makeClient(app().url).get('/metrics')).status).to.equal(401)
    expect((await makeClient(app().url, 'another-token-entirely').get('/metrics')).status).to.equal(401)
    const figures = await makeClient(app().url, 'a-token-for-prometheus').get('/metrics')
    expect(figures.text)
      .to.include('redress_http_request_seconds')
      .and.include('redress_outbox_letters')
      .and.include('eventloop_lag')
  })
})

describe('the Idempotency-Key of a write', () => {
  useDatabase()
  const app = useApp()

  it('makes the same write sent again the same answer, and another write under it a conflict', async () => {
    const desk = await openDesk(app())
    const [gul, mehmet] = [await desk.person('agent'), await desk.person('agent')]
    const body = {
      direction: 'inbound',
      subject: 'Telefonla',
      text: 'Aradı',
      identity: { type: 'email', value: 'a@posta.example' },
    }
    const key = { 'idempotency-key': 'order-77' }
    const first = await gul.post('/api/v1/tickets', body, key)
    const second = await gul.post('/api/v1/tickets', body, key)
    expect([first.status, second.status]).to.deep.equal([201, 201])
    expect(second.body).to.deep.equal(first.body)
    const other = await gul.post<Fault>('/api/v1/tickets', { ...body, subject: 'Başka' }, key)
    expect([other.status, other.body.error.code]).to.deep.equal([409, 'idempotency_key_reused'])
    expect((await mehmet.post('/api/v1/tickets', body, key)).body).to.not.deep.equal(first.body)
    expect(await Ticket.countDocuments({})).to.equal(2)
  })

  it('lets one of many at once through', async () => {
    const desk = await openDesk(app())
    const gul = await desk.person('agent')
    const body = {
      direction: 'inbound',
      subject: 'Telefonla',
      text: 'Aradı',
      identity: { type: 'email', value: 'a@posta.example' },
    }
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => gul.post('/api/v1/tickets', body, { 'idempotency-key': 'burst' })),
    )
    expect(replies.filter(({ status }) => status === 201).length).to.be.at.least(1)
    expect(replies.every(({ status }) => status === 201 || status === 409)).to.equal(true)
    expect(await Ticket.countDocuments({})).to.equal(1)
  })

  it('is free again after a write that failed', async () => {
    const { user } = await colleague('agent')
    const client = await makeClient(app().url).signIn(user.email)
    const key = { 'idempotency-key': 'again' }
    expect((await client.post('/api/v1/tokens', { name: '' }, key)).status).to.equal(422)
    expect((await client.post('/api/v1/tokens', { name: 'ok' }, key)).status).to.equal(201)
    expect(await mongoose.connection.collection('idempotencyKeys').countDocuments({})).to.equal(1)
  })
})
