import { expect } from 'chai'
import { Ticket, type TicketRecord } from '../../../server/models/tickets/index.js'
import * as users from '../../../server/models/users/index.js'
import { useApp } from '../../support/app.js'
import { makeClient } from '../../support/client.js'
import { useDatabase } from '../../support/database.js'
import { openDesk } from '../../support/desk.js'

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
