import { expect } from 'chai'
import mongoose from 'mongoose'
import { days, hours, travel } from '../../../server/lib/clock.js'
import { system } from '../../../server/models/actor.js'
import * as users from '../../../server/models/users/index.js'
import { useApp } from '../../support/app.js'
import { makeClient } from '../../support/client.js'
import { useDatabase } from '../../support/database.js'
import { colleague, goodPassword } from '../../support/people.js'

describe('signing in', () => {
  useDatabase()
  const app = useApp()
  const client = () => makeClient(app().url)

  it('gives a session by the right password and tells who one is', async () => {
    const { user } = await colleague('agent')
    const mehmet = await client().signIn(user.email)
    const me = await mehmet.get('/api/v1/me')
    expect(me.status).to.equal(200)
    expect(me.body).to.include({ email: user.email, role: 'agent', via: 'session' })
    expect(me.body).to.not.have.property('passwordHash')
  })

  it('sets a cookie that scripts cannot read and keeps no session id in the database', async () => {
    const { user } = await colleague('agent')
    const reply = await client().post('/api/v1/session', { email: user.email, password: goodPassword })
    const cookie = reply.headers.getSetCookie().join()
    expect(cookie)
      .to.match(/HttpOnly/)
      .and.match(/SameSite=Lax/)
    const id = decodeURIComponent(/redress\.sid=([^;]+)/.exec(cookie)![1]!)
      .slice(2)
      .split('.')[0]!
    const stored = await mongoose.connection.collection('sessions').find().toArray()
    expect(stored).to.have.length(1)
    expect(JSON.stringify(stored)).to.not.include(id)
  })

  it('answers a wrong password and an unknown address alike, and gives neither a session', async () => {
    const { user } = await colleague('agent')
    const wrong = await client().post('/api/v1/session', { email: user.email, password: 'something else' })
    const unknown = await client().post('/api/v1/session', {
      email: 'nobody@shop.example',
      password: 'something else',
    })
    expect([wrong.status, unknown.status]).to.deep.equal([401, 401])
    expect(wrong.body).to.deep.equal(unknown.body)
    expect(wrong.headers.getSetCookie().join()).to.not.include('redress.sid')
  })

  it('changes the session id at sign-in, so that one planted before is worth nothing', async () => {
    const { user } = await colleague('agent')
    const mehmet = await client().signIn(user.email)
    const before = mehmet.cookie
    await mehmet.signIn(user.email)
    expect(mehmet.cookie).to.not.equal(before)
    const old = client()
    old.cookie = before
    expect((await old.get('/api/v1/me')).status).to.equal(401)
  })

  it('lets no more than ten tries through in a quarter of an hour and says when to come back', async () => {
    const { user } = await colleague('agent')
    const statuses = []
    for (let i = 0; i < 11; i++)
      statuses.push(await client().post('/api/v1/session', { email: user.email, password: 'wrong password' }))
    expect(statuses.slice(0, 10).map(({ status }) => status)).to.deep.equal(Array(10).fill(401))
    expect(statuses[10]!.status).to.equal(429)
    expect(Number(statuses[10]!.headers.get('retry-after'))).to.be.within(1, 900)
    const { user: other } = await colleague('agent')
    expect(
      (await client().post('/api/v1/session', { email: other.email, password: goodPassword })).status,
    ).to.equal(201)
  })

  it('ends the session at sign-out, at once', async () => {
    const { user } = await colleague('agent')
    const mehmet = await client().signIn(user.email)
    expect((await mehmet.request('DELETE', '/api/v1/session')).status).to.equal(204)
    expect((await mehmet.get('/api/v1/me')).status).to.equal(401)
  })

  it('ends an unused session after twelve hours, and any after seven days', async () => {
    const { user } = await colleague('agent')
    const [idle, busy] = [await client().signIn(user.email), await client().signIn(user.email)]
    for (let i = 0; i < 14; i++) {
      travel(hours(11))
      expect((await busy.get('/api/v1/me')).status, `after ${(i + 1) * 11} hours`).to.equal(200)
    }
    expect((await idle.get('/api/v1/me')).status).to.equal(401)
    travel(days(7) - hours(14 * 11))
    expect((await busy.get('/api/v1/me')).status).to.equal(401)
  })

  it("ends every session of a deactivated person and of one whose password changed, but not others'", async () => {
    const [ayse, mehmet, gul] = [await colleague('agent'), await colleague('agent'), await colleague('agent')]
    const clients = await Promise.all([ayse, mehmet, gul].map(({ user }) => client().signIn(user.email)))
    await colleague('admin')
    await users.deactivate(ayse.user._id.toHexString(), { actor: system })
    await users.changePassword(mehmet.user._id.toHexString(), {
      current: goodPassword,
      next: 'yepyeni bir parola',
    })
    const statuses = await Promise.all(clients.map(async (one) => (await one.get('/api/v1/me')).status))
    expect(statuses).to.deep.equal([401, 401, 200])
  })

  it('keeps the session of whoever changes their own password', async () => {
    const { user } = await colleague('agent')
    const mehmet = await client().signIn(user.email)
    const elsewhere = await client().signIn(user.email)
    const body = { current: goodPassword, next: 'yepyeni bir parola' }
    expect((await mehmet.request('PUT', '/api/v1/me/password', { body })).status).to.equal(204)
    expect((await mehmet.get('/api/v1/me')).status).to.equal(200)
    expect((await elsewhere.get('/api/v1/me')).status).to.equal(401)
  })
})

describe('API tokens over HTTP', () => {
  useDatabase()
  const app = useApp()

  it('act as their user without a cookie, until they are revoked', async () => {
    const { user } = await colleague('agent')
    const mehmet = await makeClient(app().url).signIn(user.email)
    const made = await mehmet.post<{ id: string; secret: string }>('/api/v1/tokens', { name: 'script' })
    expect(made.status).to.equal(201)
    const script = makeClient(app().url, made.body.secret)
    expect((await script.get('/api/v1/me')).body).to.include({ email: user.email, via: 'token' })
    const listed = await mehmet.get('/api/v1/tokens')
    expect(listed.text).to.include('script').and.not.include(made.body.secret)
    expect((await mehmet.request('DELETE', `/api/v1/tokens/${made.body.id}`)).status).to.equal(204)
    expect((await script.get('/api/v1/me')).status).to.equal(401)
  })

  it('are refused when they are made up', async () => {
    const reply = await makeClient(app().url, 'rdr_madeup').get('/api/v1/me')
    expect(reply.status).to.equal(401)
    expect(reply.body).to.have.nested.property('error.code', 'token_invalid')
  })
})
