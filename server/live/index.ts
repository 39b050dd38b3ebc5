import type { IncomingHttpHeaders, Server as HttpServer } from 'node:http'
import type { Redis } from 'ioredis'
import { Server } from 'socket.io'
import type { AppContext } from '../http/context.js'
import { webOf } from '../http/web.js'
import { follow } from '../models/events.js'
import { acrossProcesses } from './across-processes.js'
import { makeBroadcast } from './broadcast.js'
import { connectAgents, startRechecks, type AgentServer } from './connections.js'
import { attachWidgets, isOpaqueOrOurs } from './widget/index.js'

export interface Live {
  /** Stops following events and closes every socket. */
  stop(): Promise<void>
}

/**
 * Live updates over socket.io, namespaces `/agent` and `/widget`. Every process follows all committed events and pushes them to its own
 * sockets; only presence and typing cross processes, through Redis.
 * @param redis without it presence and typing stay within this process
 */
export function attachLive(server: HttpServer, ctx: AppContext, redis?: Redis): Live {
  const web = webOf(ctx)
  const { publicBaseUrl } = web.config.web
  const across = redis ? acrossProcesses(redis) : null
  const io = new Server(server, {
    serveClient: false,
    maxHttpBufferSize: 64 * 1024,
    perMessageDeflate: false,
    // A browser always names the page it runs in; programs with a token name none (RFC 6455 10.2). The chat's frame may
    // be sandboxed and then has no origin to name: its polling needs leave to read the answers (CORS, no credentials).
    allowRequest: ({ headers }, callback) => {
      callback(null, isOpaqueOrOurs(headers.origin, headers.host, publicBaseUrl))
    },
    cors: ({ headers }: Asked, callback: CorsAnswer) => {
      callback(null, { origin: headers.origin === 'null' ? '*' : false })
    },
    ...(across ? { adapter: across.adapter } : {}),
  })
  io.engine.use(web.sessions)
  const agents = io.of('/agent') as AgentServer
  agents.use(({ handshake }, next) => {
    next(handshake.headers.origin === 'null' ? notSignedIn() : undefined)
  })
  connectAgents(agents, web)
  const widgets = attachWidgets(io, agents, web)
  const broadcast = makeBroadcast(agents, web)
  const following = follow(
    (event) => {
      broadcast.event(event)
      widgets.event(event)
    },
    {
      log: web.log,
      onGap: () => {
        broadcast.gap()
        widgets.gap()
      },
    },
  )
  const rechecks = startRechecks(agents, web)
  web.disconnect = (room) => {
    agents.local.in(room).disconnectSockets(true)
    if (across) agents.in(room).disconnectSockets(true)
  }
  return {
    async stop() {
      rechecks.stop()
      await following.stop()
      broadcast.stop()
      widgets.stop()
      await io.close()
      across?.close()
    },
  }
}

interface Asked {
  headers: IncomingHttpHeaders
}

type CorsAnswer = (error: null, options: { origin: string | false }) => void

/** A page without an origin is nobody's desk, whatever cookie came with it. */
function notSignedIn(): Error {
  return Object.assign(new Error('not_signed_in'), { data: { code: 'not_signed_in' } })
}
