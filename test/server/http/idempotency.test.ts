import { expect } from 'chai'
import mongoose from 'mongoose'
import { Ticket } from '../../../server/models/tickets/index.js'
import { useApp } from '../../support/app.js'
import { makeClient } from '../../support/client.js'
import { useDatabase } from '../../support/database.js'
import { openDesk } from '../../support/desk.js'
import { colleague } from '../../support/people.js'

interface Fault {
  error: { code: string; message: string; details: Record<string, unknown> }
}

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
