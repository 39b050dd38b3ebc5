import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { AppError } from '../../../server/lib/errors.js'
import { makeSafeFetch } from '../../../server/lib/safe-fetch/fetch.js'

interface Seen {
  method: string
  url: string
  headers: IncomingMessage['headers']
  body: string
}

describe('The guarded fetcher', () => {
  let near: Server
  let far: Server
  let seen: Seen[]
  let answer: (seen: Seen, response: ServerResponse) => void
  const fetch = makeSafeFetch({ allowPrivate: ['127.0.0.1:*'] })
  const nearUrl = (path: string): string => `http://127.0.0.1:${(near.address() as AddressInfo).port}${path}`
  const farUrl = (path: string): string => `http://127.0.0.1:${(far.address() as AddressInfo).port}${path}`

  before(async () => {
    const listen = async (): Promise<Server> => {
      const server = createServer((request, response) => {
        void buffer(request).then((body) => {
          const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: String(body) } // prettier-ignore
          seen.push(one)
          answer(one, response)
        })
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return server
    }
    near = await listen()
    far = await listen()
  })
  beforeEach(() => {
    seen = []
    answer = (_seen, response) => response.end('fine')
  })
  after(() => {
    for (const server of [near, far]) {
      server.closeAllConnections()
      server.close()
    }
  })

  it('hands over status, headers and bytes, whatever the status', async () => {
    answer = (_seen, response) => response.writeHead(404, { 'X-Reason': 'gone' }).end(Buffer.from([0, 255]))
    const { status, headers, body, url } = await fetch(nearUrl('/a?b=ç#part'))
    expect([status, headers['x-reason'], [...body]]).to.deep.equal([404, 'gone', [0, 255]])
    expect(url).to.equal(nearUrl('/a?b=%C3%A7'))
  })

  it('sends what it was given and asks for no compression', async () => {
    await fetch(nearUrl('/in'), { method: 'POST', body: 'ğüş', headers: { 'X-Api': '1', Host: 'other.test', 'Accept-Encoding': 'gzip' } }) // prettier-ignore
    expect(seen[0]).to.deep.include({ method: 'POST', body: 'ğüş' })
    expect(seen[0]?.headers).to.include({ 'x-api': '1', 'accept-encoding': 'identity', host: new URL(nearUrl('/')).host }) // prettier-ignore
  })

  it('follows three redirects and hands back the fourth as the answer', async () => {
    answer = ({ url }, response) => response.writeHead(302, { location: `${url}x` }).end()
    const { status, url } = await fetch(nearUrl('/'))
    expect([status, new URL(url).pathname, seen.length]).to.deep.equal([302, '/xxx', 4])
    expect((await fetch(nearUrl('/'), { redirects: 0 })).status).to.equal(302)
  })

  it('keeps secrets on the same host and drops them when it is sent on to another', async () => {
    answer = ({ url }, response) => {
      if (url === '/fine') response.end('fine')
      else response.writeHead(302, { location: url === '/here' ? '/fine' : farUrl('/fine') }).end()
    }
    const headers = { Authorization: 'Bearer a', Cookie: 'b=c', 'X-Api-Key': 'd', Accept: 'image/*' }
    await fetch(nearUrl('/here'), { headers })
    await fetch(nearUrl('/there'), { headers })
    expect(seen[1]?.headers).to.include({ authorization: 'Bearer a', cookie: 'b=c', 'x-api-key': 'd' })
    expect(seen[3]?.url).to.equal('/fine')
    expect(seen[3]?.headers).to.not.have.any.keys('authorization', 'cookie', 'x-api-key')
    expect(seen[3]?.headers.accept).to.equal('image/*')
  })

  for (const [status, method, body] of [
    [301, 'GET', ''],
    [302, 'GET', ''],
    [303, 'GET', ''],
    [307, 'POST', '{}'],
    [308, 'POST', '{}'],
  ] as const)
    // prettier-ignore
    it(`asks again by ${method} after a POST that is answered by ${status}`, async () => {
      answer = ({ url }, response) => response.writeHead(url === '/' ? status : 200, { location: '/b' }).end()
      await fetch(nearUrl('/'), { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }) // prettier-ignore
      expect(seen[1]).to.include({ method, body })
      expect('content-type' in (seen[1]?.headers ?? {})).to.equal(method === 'POST')
    })

  it('stops reading at the limit, told or untold', async () => {
    answer = ({ url }, response) => {
      if (url === '/told') response.writeHead(200, { 'content-length': '5000' })
      response.end(Buffer.alloc(5_000))
    }
    for (const path of ['/told', '/untold']) {
      expect((await failureOf(fetch(nearUrl(path), { maxBytes: 4_999 }))).code).to.equal('response_too_large')
      expect((await fetch(nearUrl(path), { maxBytes: 5_000 })).body.length).to.equal(5_000)
    }
  })

  it('gives up on a far end that does not answer, or drips', async () => {
    answer = ({ url }, response) => {
      if (url === '/drip') response.write('a')
    }
    for (const path of ['/silent', '/drip']) {
      const error = await failureOf(fetch(nearUrl(path), { timeoutMs: 100 }))
      expect([error.code, error.details['sent'], error.retryable]).to.deep.equal([
        'fetch_timeout',
        true,
        true,
      ])
    }
  })

  it('gives up on a name server that does not answer', async () => {
    const waiting = makeSafeFetch({ allowPrivate: [], resolve: () => new Promise(() => undefined) })
    const error = await failureOf(waiting('http://slow.test/', { timeoutMs: 50 }))
    expect([error.code, error.details['sent']]).to.deep.equal(['fetch_timeout', false])
  })

  it('stops when its caller wishes to', async () => {
    const stopping = new AbortController()
    answer = () => stopping.abort()
    expect((await failureOf(fetch(nearUrl('/'), { signal: stopping.signal }))).code).to.equal('fetch_failed')
    const late = await failureOf(fetch(nearUrl('/never'), { signal: stopping.signal }))
    expect([late.code, late.details['sent'], seen.length]).to.deep.equal(['fetch_failed', false, 1])
  })

  it('tells a request that cannot have been acted on from one that may have been', async () => {
    const closed = createServer()
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
    const { port } = closed.address() as AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    answer = (_seen, response) => void response.socket?.destroy()
    const notSent = [
      `http://127.0.0.1:${port}/`,
      'http://name.invalid/',
      nearUrl('/').replace('http', 'https'),
    ]
    for (const url of notSent) {
      const error = await failureOf(fetch(url, { method: 'POST', body: 'x' }))
      expect([error.code, error.details['sent']]).to.deep.equal(['fetch_failed', false])
    }
    const cut = await failureOf(fetch(nearUrl('/'), { method: 'POST', body: 'x' }))
    expect([cut.code, cut.details['sent']]).to.deep.equal(['fetch_failed', true])
  })

  it('asks the resolver of the system about names, and refuses the one of this machine', async () => {
    const error = await failureOf(fetch(nearUrl('/').replace('127.0.0.1', 'localhost')))
    expect([error.code, seen.length]).to.deep.equal(['address_not_public', 0])
  })

  it('refuses a header that would begin another one, and does not tell its value', async () => {
    const error = await failureOf(fetch(nearUrl('/'), { headers: { authorization: 'hush\r\nx: y' } }))
    expect([error.code, error.details]).to.deep.equal(['request_header_invalid', { name: 'authorization' }])
    expect(seen).to.have.lengthOf(0)
  })

  it('connects to the address of the first answer although the name has another by then', async () => {
    const answers = [['127.0.0.1'], ['127.0.0.2']]
    let asked = 0
    const resolve = (): Promise<string[]> => Promise.resolve(answers[asked++] ?? [])
    const pinned = makeSafeFetch({ allowPrivate: ['pinned.test:*'], resolve })
    const { port } = new URL(nearUrl('/'))
    expect((await pinned(`http://pinned.test:${port}/`)).body.toString()).to.equal('fine')
    expect([asked, seen[0]?.headers.host]).to.deep.equal([1, `pinned.test:${port}`])
  })
})

async function failureOf(asked: Promise<unknown>): Promise<AppError> {
  const outcome = await asked.then(
    () => 'answered',
    (error: unknown) => error,
  )
  if (!(outcome instanceof AppError)) throw new Error(`expected an AppError, got ${String(outcome)}`)
  return outcome
}
