import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ChannelTools } from '../../channels/channel.js'
import { makeSafeFetch } from '../../server/lib/safe-fetch/fetch.js'

/** A stand-in for a provider on a free port of 127.0.0.1. */
export interface Peer {
  url: string
  close(): Promise<void>
}

/** Tools that reach stand-ins on loopback through the guard. */
export const peerTools: ChannelTools = {
  fetch: makeSafeFetch({ allowPrivate: ['127.0.0.1:*'] }),
  publicBaseUrl: 'https://desk.example',
}

export async function listenPeer(server: Server): Promise<Peer> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

export async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
