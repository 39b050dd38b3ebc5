import { Agent, request, type RequestOptions } from 'node:http'
import twilio from 'twilio'
import { waitFor } from '../support/client.js'
import { ask, timed } from './measure.js'
import type { Bench, Figure, Stage } from './stage.js'

const authToken = 'bench-auth-token'
const messages = 1_000
const repeats = 3

/** A signed delivery, made before the clock runs. */
interface Post {
  body: string
  signature: string
}

/** Deliveries as Twilio signs them, each three times, a hundred at once, until the 2xx; then what became of them. */
export const webhooks: Bench = {
  name: 'webhooks',
  filled: false,
  async run(stage: Stage): Promise<Figure[]> {
    const door = await openDoor(stage)
    const agent = new Agent({ keepAlive: true, maxSockets: 100 })
    const warm = Array.from({ length: 200 }, (_, n) => postOf(`warm${n}`, n, door.signed))
    await timed(warm.length, 20, (n) => deliver(door.path, warm[n] as Post, stage.url, agent))
    await taken(stage)
    const bare = await timed(messages * repeats, 100, () => call(new URL('/healthz', stage.url), { method: 'GET', agent }))
    const posts = Array.from({ length: messages }, (_, n) => postOf(`bench${n}`, 1_000 + n, door.signed))
    const times = await timed(messages * repeats, 100, (n) =>
      deliver(door.path, posts[Math.floor(n / repeats)] as Post, stage.url, agent),
    )
    const until = performance.now()
    await taken(stage)
    agent.destroy()
    const stored = await stage.database
      .collection('messages')
      .countDocuments({ channel: 'sms', externalId: /^SMbench/ })
    return [
      { name: '1,000 deliveries three times: lost or double', value: Math.abs(messages - stored), unit: '', target: '<= 0' },
      { name: 'p95 to the 2xx, 100 at once', value: times.p95, unit: 'ms', target: '< 100' },
      { name: 'p50 to the 2xx, 100 at once', value: times.p50, unit: 'ms' },
      { name: 'p95 of a bare answer (healthz), 100 at once', value: bare.p95, unit: 'ms' },
      { name: 'share of the bare answers a second', value: times.perSecond / bare.perSecond, unit: 'x' },
      { name: 'deliveries a second', value: times.perSecond, unit: '/s' },
      { name: 'all of them tickets after the last 2xx', value: (performance.now() - until) / 1_000, unit: 's' },
    ]
  },
} // prettier-ignore

/** An SMS account; Twilio signs over the address that the installation says it has. */
async function openDoor({ url, tokens }: Stage): Promise<{ path: string; signed: string }> {
  const { inboundUrl } = await ask<{ inboundUrl: string }>(`${url}/api/v1/channels`, tokens[0], {
    channel: 'sms',
    name: 'Bench',
    locale: 'tr',
    addresses: ['+447946000000'],
    secrets: { accountSid: 'ACbench', authToken },
  })
  return { path: new URL(inboundUrl).pathname, signed: inboundUrl }
}

function postOf(id: string, n: number, url: string): Post {
  const params = {
    MessageSid: `SM${id}`,
    AccountSid: 'ACbench',
    From: `+4479460${String(n).padStart(5, '0')}`,
    To: '+447946000000',
    Body: `Siparişim ${id} hâlâ gelmedi, ne zaman gelecek?`,
    NumMedia: '0',
  }
  return {
    body: new URLSearchParams(params).toString(),
    signature: twilio.getExpectedTwilioSignature(authToken, url, params),
  }
}

function deliver(path: string, { body, signature }: Post, url: string, agent: Agent): Promise<void> {
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': Buffer.byteLength(body),
    'x-twilio-signature': signature,
  }
  return call(new URL(path, url), { method: 'POST', agent, headers }, body)
}

/** @throws when the answer is another than 200, which is what Twilio expects */
function call(url: URL, options: RequestOptions, body = ''): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request(url, options, (response) => {
      response.resume()
      response.on('end', () => {
        if (response.statusCode === 200) resolve()
        else reject(new Error(`answered ${response.statusCode}`))
      })
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

async function taken({ database }: Stage): Promise<void> {
  const inbound = database.collection('inbound')
  await waitFor(async () => (await inbound.countDocuments({ state: 'received' })) === 0 || undefined, 120_000)
}
