import type { Server as HttpServer } from 'node:http'
import type { Redis } from 'ioredis'
import { Server } from 'socket.io'
import type { AppContext } from '../http/context.js'
import { isOurOrigin } from '../http/middleware/same-site.js'
import { webOf } from '../http/web.js'
import { follow } from '../models/events.js'
import { acrossProcesses } from './across-processes.js'
import { makeBroadcast } from './broadcast.js'
import { connectAgents, startRechecks, type AgentServer } from './connections.js'

export interface Live {
  /** Stops following events and closes every socket. */
  stop(): Promise<void>
}

/**
 * Live updates over socket.io, namespace `/agent`. Every process follows all committed events and pushes them to its own
 * sockets; only presence and typing cross processes, through Redis.
 * @param redis without it presence and typing stay within this process
 */
export function attachLive(server: HttpServer, ctx: AppContext, redis?: Redis): Live {
  const web = webOf(ctx)
  const publicOrigin = new URL(web.config.web.publicBaseUrl).origin
  const across = redis ? acrossProcesses(redis) : null
  const io = new Server(server, {
    serveClient: false,
    maxHttpBufferSize: 64 * 1024,
    perMessageDeflate: false,
    // A browser always names the page it runs in; programs with a token name none (RFC 6455 10.2).
    allowRequest: ({ headers }, callback) => {
      callback(null, headers.origin === undefined || isOurOrigin(headers.origin, headers.host, publicOrigin))
    },
    ...(across ? { adapter: across.adapter } : {}),
  })
  io.engine.use(web.sessions)
  const agents = io.of('/agent') as AgentServer
  connectAgents(agents, web)
  const broadcast = makeBroadcast(agents, web)
  const following = follow(broadcast.event, { log: web.log, onGap: broadcast.gap })
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
      await io.close()
      across?.close()
    },
  }
}
