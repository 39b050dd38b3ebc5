import { expect } from 'chai'
import { useApp } from '../../support/app.js'
import { makeClient } from '../../support/client.js'
import { useDatabase } from '../../support/database.js'
import { colleague } from '../../support/people.js'

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
