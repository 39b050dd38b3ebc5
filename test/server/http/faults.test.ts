import { expect } from 'chai'
import { makeLogger } from '../../../server/lib/logger.js'
import { Ticket } from '../../../server/models/tickets/index.js'
import { startApp, useApp } from '../../support/app.js'
import { makeClient } from '../../support/client.js'
import { useDatabase } from '../../support/database.js'
import { colleague } from '../../support/people.js'

interface Fault {
  error: { code: string; message: string; details: Record<string, unknown> }
}

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
