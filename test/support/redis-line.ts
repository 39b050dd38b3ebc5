import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { testServices } from './services.js'

export interface RedisLine {
  url: string
  /** Ends all connections and refuses new ones, as a server that is down does. */
  cut(): Promise<void>
  mend(): Promise<void>
}

/** A line to the suite's Redis that can be cut without taking it from anybody else. */
export async function openRedisLine(): Promise<RedisLine> {
  const target = new URL(testServices().redisUrl)
  const open = new Set<Socket>()
  const join = (near: Socket): void => {
    const far = connect(Number(target.port), target.hostname)
    for (const [one, other] of [[near, far], [far, near]] as const) {
      open.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => open.delete(one))
    }
  } // prettier-ignore
  let server = await listen(0, join)
  const { port } = server.address() as AddressInfo
  return {
    url: `redis://127.0.0.1:${port}`,
    async cut() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of open) socket.destroy()
      await closed
    },
    async mend() {
      server = await listen(port, join)
    },
  }
}

async function listen(port: number, join: (socket: Socket) => void): Promise<Server> {
  const server = createServer(join).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}
