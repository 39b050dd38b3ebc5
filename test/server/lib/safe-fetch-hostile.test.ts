import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { AppError } from '../../../server/lib/errors.js'
import { isPublicAddress } from '../../../server/lib/safe-fetch/addresses.js'
import { makeSafeFetch } from '../../../server/lib/safe-fetch/fetch.js'

/** Names that lead inside, whatever the machine's own resolver thinks of them. */
const inside: Record<string, string[]> = {
  'localhost.localdomain': ['127.0.0.1'],
  'loop.attacker.test': ['127.0.0.1'],
  'six.attacker.test': ['::1'],
  'half.attacker.test': ['93.184.216.34', '127.0.0.1'],
  'mapped.attacker.test': ['::ffff:127.0.0.1'],
  'zone.attacker.test': ['fe80::1%lo'],
  'metadata.google.internal': ['169.254.169.254'],
  'lan.attacker.test': ['192.168.1.10'],
  'xn--lokal-lva.test': ['10.0.0.7'],
}

/** PORT is the port of a listener on every loopback address of this machine. */
const hostile = [
  'http://127.0.0.1:PORT/', 'http://127.1:PORT/', 'http://127.0.1:PORT/', 'http://2130706433:PORT/', 'http://0x7f000001:PORT/',
  'http://017700000001:PORT/', 'http://0177.0.0.1:PORT/', 'http://0x7f.0x0.0x0.0x1:PORT/', 'http://0x7f.1:PORT/', 'http://127.0.0.1.:PORT/',
  'http://127.255.255.254:PORT/', 'http://0.0.0.0:PORT/', 'http://0:PORT/', 'http://0.1.2.3:PORT/', 'http://localhost:PORT/',
  'http://LOCALHOST:PORT/', 'http://localhost.:PORT/', 'http://lokal\u0307ı.test@127.0.0.1:PORT/', 'http://127.0.0.1\u3002:PORT/', 'http://１２７.０.０.１:PORT/',
  'http://①②⑦.⓪.⓪.①:PORT/', 'http://%31%32%37.0.0.1:PORT/', 'http:\\\\127.0.0.1:PORT\\', 'http:127.0.0.1:PORT', '  http://127.0.0.1:PORT/  ',
  'ht\ttp://127.0.0.1:PORT/', 'http://[::1]:PORT/', 'http://[::]:PORT/', 'http://[0:0:0:0:0:0:0:1]:PORT/', 'http://[::ffff:127.0.0.1]:PORT/',
  'http://[::ffff:7f00:1]:PORT/', 'http://[::127.0.0.1]:PORT/', 'http://[64:ff9b::127.0.0.1]:PORT/', 'http://[64:ff9b:1::7f00:1]:PORT/', 'http://[2002:7f00:1::]:PORT/',
  'http://[2001:0:7f00:1::]:PORT/', 'http://[fe80::1]:PORT/', 'http://[fc00::1]:PORT/', 'http://[fd00:ec2::254]/', 'http://[ff02::1]:PORT/',
  'http://169.254.169.254/latest/meta-data/', 'http://169.254.170.2/v2/credentials', 'http://100.100.100.200/', 'http://168.63.129.16/metadata', 'http://192.0.0.192/',
  'http://10.0.0.1/', 'http://172.16.0.1/', 'http://192.168.0.1/', 'http://100.64.0.1/', 'http://198.18.0.1/',
  'http://224.0.0.1/', 'http://255.255.255.255/', 'http://240.0.0.1/', 'http://203.0.113.9/', 'http://user:secret@93.184.216.34/',
  'http://user@93.184.216.34/', 'http://93.184.216.34:22/', 'http://93.184.216.34:25/', 'http://93.184.216.34:1024/', 'https://93.184.216.34:993/',
  'ftp://93.184.216.34/', 'file:///etc/passwd', 'gopher://127.0.0.1:PORT/_GET', 'data:text/plain,hi', 'javascript:alert(1)',
  'unix:///var/run/docker.sock', 'http://', '//127.0.0.1:PORT/', '/etc/passwd', '',
  ...Object.keys(inside).map((host) => `http://${host}:PORT/`),
] // prettier-ignore

describe('The guarded fetcher against hostile addresses', () => {
  let port = 0
  let connections = 0
  let answer: (response: ServerResponse) => void
  const servers: Server[] = []

  before(async () => {
    for (const host of ['127.0.0.1', '::1']) {
      const server = createServer((_request, response) => answer(response))
      server.on('connection', () => connections++)
      if (await listens(server, host, port)) servers.push(server)
      port = port || (server.address() as AddressInfo).port
    }
  })
  beforeEach(() => {
    connections = 0
    answer = (response) => response.end('inside')
  })
  after(() => servers.forEach((server) => server.close()))

  const resolve = (host: string): Promise<string[]> => Promise.resolve(inside[host] ?? ['127.0.0.1'])

  it('is tried with at least sixty forms', () => {
    expect(new Set(hostile).size).to.be.greaterThan(60)
  })

  for (const form of hostile) {
    it(`refuses ${JSON.stringify(form)} without a connection`, async () => {
      const fetch = makeSafeFetch({ allowPrivate: [], resolve })
      const error = await failureOf(fetch(form.replace('PORT', String(port)), { timeoutMs: 2_000 }))
      expect(error.status).to.equal(403)
      expect(error.code).to.be.oneOf(['address_not_public', 'url_not_allowed'])
      expect(connections).to.equal(0)
    })
  }

  it('connects to the address it has checked, not to what the name server says a moment later', async () => {
    const asked: string[] = []
    // Within 2000::/3, but handed out to nobody: the packet goes nowhere.
    const answers = [['2d00::1'], ['127.0.0.1'], ['127.0.0.1']]
    const rebinding = (host: string): Promise<string[]> =>
      Promise.resolve(answers[asked.push(host) - 1] ?? [])
    const fetch = makeSafeFetch({ allowPrivate: [], resolve: rebinding })
    const error = await failureOf(fetch(`http://rebinding.test:${port}/`, { timeoutMs: 500 }))
    expect(error.code).to.be.oneOf(['fetch_failed', 'fetch_timeout'])
    expect(error.details).to.include({ sent: false })
    expect([asked.length, connections]).to.deep.equal([1, 0])
  })

  const onward = [
    'http://127.0.0.1:PORT/', '//loop.attacker.test:PORT/', 'http://169.254.169.254/latest/meta-data/iam/', 'file:///etc/passwd',
    'http://[::1]:PORT/', 'http://2130706433:PORT/', 'gopher://127.0.0.1:PORT/', 'http://user:pw@93.184.216.34/', 'http://[bad',
  ] // prettier-ignore
  for (const location of onward) {
    it(`refuses to be sent on to ${location}`, async () => {
      answer = (response) =>
        response.writeHead(302, { location: location.replace('PORT', String(port)) }).end()
      // Only the name of the first hop is let through; what it sends on to is not.
      const fetch = makeSafeFetch({ allowPrivate: [`front.test:${port}`], resolve })
      const error = await failureOf(fetch(`http://front.test:${port}/`))
      expect(error.code).to.be.oneOf(['address_not_public', 'url_not_allowed'])
      expect(connections).to.equal(1)
    })
  }

  it('lets through only the host and port that are named', async () => {
    const fetch = makeSafeFetch({ allowPrivate: [`bot.test:${port}`, `[::1]:1`], resolve })
    expect((await fetch(`http://bot.test:${port}/`)).body.toString()).to.equal('inside')
    connections = 0
    for (const url of [`http://bot.test:${port + 1}/`, `http://127.0.0.1:${port}/`, `http://[::1]:${port}/`])
      expect((await failureOf(fetch(url))).code).to.equal('address_not_public')
    expect(connections).to.equal(0)
  })

  it('keeps the URL, which may carry a token, out of its errors', async () => {
    const fetch = makeSafeFetch({ allowPrivate: [], resolve })
    const error = await failureOf(fetch('http://10.0.0.1/bot123:secret/file?key=hush'))
    expect(JSON.stringify(error.details)).to.not.match(/secret|hush/)
  })
})

describe('Public addresses', () => {
  const yes = ['93.184.216.34', '1.1.1.1', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::808:808', '100.128.0.1'] // prettier-ignore
  const no = ['::ffff:10.0.0.1', '64:ff9b::a00:1', '64:ff9b::1:0:808:808', '2001:db8::1', '3fff::1', '5f00::1', '::808:808', 'fec0::1', 'not an address', ''] // prettier-ignore
  it('are told from those of networks inside', () => {
    expect(yes.filter((address) => !isPublicAddress(address))).to.deep.equal([])
    expect(no.filter(isPublicAddress)).to.deep.equal([])
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

/** False where the machine has no such address (no IPv6). */
function listens(server: Server, host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    server.once('error', () => resolve(false)).listen(port, host, () => resolve(true))
  })
}
