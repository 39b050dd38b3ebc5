import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer as createHttp } from 'node:http'
import { Server } from 'socket.io'
import { io } from 'socket.io-client'
import { makeClient, type LiveClient } from '../support/client.js'
import { ask, percentiles } from './measure.js'
import type { Bench, Figure, Stage } from './stage.js'

const rounds = 200

/** From the moment an agent posts a reply until it is in a colleague's browser, beside a bare emit. */
export const live: Bench = {
  name: 'live',
  filled: false,
  async run({ url, tokens }: Stage): Promise<Figure[]> {
    const { number } = await ask<{ number: number }>(`${url}/api/v1/tickets`, tokens[0], {
      subject: 'Kargom gelmedi', text: 'Üç gündür bekliyorum.', direction: 'inbound',
      identity: { type: 'email', value: 'ayse@posta.example', name: 'Ayşe' },
    }) // prettier-ignore
    const colleague = await makeClient(url, tokens[1]).socket()
    await colleague.ask('subscribe', { tickets: [number], views: true })
    const { took, acknowledged, bytes } = await writeReplies(url, tokens[0], number, colleague)
    colleague.close()
    const pushed = percentiles(took)
    const bare = percentiles(await bareEmits())
    return [
      { name: 'p50 from post to the colleague', value: pushed.p50, unit: 'ms', target: '< 15' },
      { name: 'p95 from post to the colleague', value: pushed.p95, unit: 'ms', target: '< 40' },
      { name: 'p50 of the post itself', value: percentiles(acknowledged).p50, unit: 'ms' },
      { name: 'p50 of a bare emit', value: bare.p50, unit: 'ms' },
      { name: 'p95 of a bare emit', value: bare.p95, unit: 'ms' },
      { name: 'largest push', value: bytes, unit: 'B', target: '< 2048' },
    ]
  },
}

async function writeReplies(url: string, token: string, number: number, colleague: LiveClient) {
  const took: number[] = []
  const acknowledged: number[] = []
  let bytes = 0
  for (let n = 0; n < rounds; n++) {
    const text = `Paketiniz yolda (${n}).`
    const started = performance.now()
    const arrived = new Promise<number>((resolve) => {
      const look = (push: unknown): void => {
        const body = JSON.stringify(push)
        if (!body.includes(text)) return
        bytes = Math.max(bytes, Buffer.byteLength(body))
        colleague.socket.off('push', look)
        resolve(performance.now() - started)
      }
      colleague.socket.on('push', look)
    })
    await ask(`${url}/api/v1/tickets/${number}/messages`, token, {
      kind: 'reply',
      text,
      clientId: `live-reply-${n}`,
    })
    acknowledged.push(performance.now() - started)
    took.push(await arrived)
  }
  return { took, acknowledged, bytes }
}

/** One message of the same size from a socket.io server to its client, and nothing else. */
async function bareEmits(): Promise<number[]> {
  const http = createHttp().listen(0, '127.0.0.1')
  await once(http, 'listening')
  const server = new Server(http, { transports: ['websocket'] })
  const client = io(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, { transports: ['websocket'] })
  await once(client as never, 'connect')
  const took: number[] = []
  for (let n = 0; n < rounds; n++) {
    const started = performance.now()
    const arrived = new Promise((resolve) => client.once('push', resolve))
    server.emit('push', { text: 'x'.repeat(800) })
    await arrived
    took.push(performance.now() - started)
  }
  client.close()
  await server.close()
  return took
}
