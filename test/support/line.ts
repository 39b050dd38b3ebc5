import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

export interface Line {
  url: string
  /** Where connections are joined to. */
  to(port: number): void
  /** Ends all connections and refuses new ones, as a broken network does. */
  cut(): Promise<void>
  mend(): Promise<void>
  close(): Promise<void>
}

/** A way to a server on this machine that can be cut without the server noticing more than closed connections. */
export async function openLine(): Promise<Line> {
  const open = new Set<Socket>()
  let target = 0
  const join = (near: Socket): void => {
    const far = connect(target, '127.0.0.1')
    for (const [one, other] of [[near, far], [far, near]] as const) {
      open.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
  } // prettier-ignore
  let server = await listen(0, join)
  const { port } = server.address() as AddressInfo
  const cut = async (): Promise<void> => {
    const closed = once(server, 'close')
    server.close()
    for (const socket of open) socket.destroy()
    await closed
  }
  return {
    url: `http://127.0.0.1:${port}`,
    to: (port) => (target = port),
    cut,
    mend: async () => {
      server = await listen(port, join)
    },
    close: cut,
  }
}

async function listen(port: number, join: (socket: Socket) => void): Promise<Server> {
  const server = createServer(join).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}
