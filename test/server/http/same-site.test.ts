import { expect } from 'chai'
import { apiRoutes } from '../../../server/http/api/routes.js'
import { useApp } from '../../support/app.js'
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
