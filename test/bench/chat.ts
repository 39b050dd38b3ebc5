import { readFileSync } from 'node:fs'
import { io, type Socket } from 'socket.io-client'
import type { WidgetSession } from '../../views/types/widget.js'
import { makeClient, type LiveClient } from '../support/client.js'
import { ask, percentiles } from './measure.js'
import type { Bench, Figure, Stage } from './stage.js'

const widgets = 300
const rounds = 200
const site = 'bench'
const parent = 'https://shop.example'
/** Each of them may write thirty times a minute. */
const talkers = 10

/** Three hundred open widgets, and the way of a visitor's message to an agent's screen and of the answer back. */
export const chat: Bench = {
  name: 'chat',
  filled: false,
  async run({ url, tokens, web }: Stage): Promise<Figure[]> {
    await ask(`${url}/api/v1/channels`, tokens[0], {
      channel: 'chat', key: site, name: 'Bench', locale: 'tr', addresses: [],
      settings: { allowedOrigins: [parent] }, secrets: {},
    }) // prettier-ignore
    const before = memoryOf(web.pid)
    const sockets: Socket[] = []
    for (let n = 0; n < widgets; n++) {
      sockets.push(await open(url))
    }
    const memory = memoryOf(web.pid) - before
    const agent = await makeClient(url, tokens[1]).socket()
    const talks = await Promise.all(sockets.slice(0, talkers).map(begin))
    await agent.ask('subscribe', { tickets: talks.map(({ number }) => number) })
    const there: number[] = []
    const back: number[] = []
    for (let n = 0; n < rounds; n++) {
      const { visitor, number } = talks[n % talkers] as Talk
      there.push(await toAgent(visitor, agent, `Soru ${n}`))
      back.push(await toVisitor(url, tokens[0], number, visitor, `Yanıt ${n}`))
    }
    agent.close()
    sockets.forEach((socket) => socket.close())
    const [asked, answered] = [percentiles(there), percentiles(back)]
    return [
      { name: 'widgets connected at once', value: sockets.length, unit: '' },
      { name: 'memory of the web process for them', value: memory, unit: 'MB', target: '< 100' },
      { name: 'p50 from the visitor to the agent', value: asked.p50, unit: 'ms' },
      { name: 'p95 from the visitor to the agent', value: asked.p95, unit: 'ms', target: '< 500' },
      { name: 'p50 from the agent to the visitor', value: answered.p50, unit: 'ms' },
      { name: 'p95 from the agent to the visitor', value: answered.p95, unit: 'ms', target: '< 200' },
    ]
  },
}

async function open(url: string): Promise<Socket> {
  const response = await fetch(`${url}/widget/session`, {
    method: 'POST',
    body: JSON.stringify({ site, parent, lang: 'tr' }),
    headers: { 'content-type': 'application/json' },
  })
  if (!response.ok) throw new Error(`no session: ${await response.text()}`)
  const { token } = (await response.json()) as WidgetSession
  const socket = io(`${url}/widget`, { transports: ['websocket'], forceNew: true, auth: { token } })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  return socket
}

let said = 0

function say(visitor: Socket, text: string): Promise<unknown> {
  const clientId = `bench-said-${++said}`
  return visitor.timeout(10_000).emitWithAck('message', { clientId, text, attachments: [] })
}

interface Talk {
  visitor: Socket
  number: number
}

async function begin(visitor: Socket): Promise<Talk> {
  const begun = new Promise<{ number: number }>((resolve) => visitor.once('conversation', resolve))
  await say(visitor, 'Merhaba')
  return { visitor, number: (await begun).number }
}

async function toAgent(visitor: Socket, agent: LiveClient, text: string): Promise<number> {
  const started = performance.now()
  const arrived = agent.push(
    ({ event }) => (event.message as { text?: string } | undefined)?.text === text,
    20_000,
  )
  await say(visitor, text)
  await arrived
  return performance.now() - started
}

async function toVisitor(url: string, token: string, number: number, visitor: Socket, text: string): Promise<number> {
  const started = performance.now()
  const arrived = new Promise<void>((resolve) => {
    const look = (message: { text: string }): void => {
      if (message.text !== text) return
      visitor.off('message', look)
      resolve()
    }
    visitor.on('message', look)
  })
  await ask(`${url}/api/v1/tickets/${number}/messages`, token, { kind: 'reply', text, clientId: `bench-reply-${++said}` })
  await arrived
  return performance.now() - started
} // prettier-ignore

/** Resident memory in MB, as Linux counts it. */
function memoryOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024
}
