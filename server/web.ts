import { createServer, type Server } from 'node:http'
import { randomId } from './lib/ids.js'
import type { AddressInfo } from 'node:net'
import { adapterFor } from '../channels/index.js'
import { openQueue, type JobQueue } from '../jobs/queue.js'
import { readAssets } from '../views/assets.js'
import type { Booted } from './boot.js'
import { checkHealth } from './health.js'
import { makeApp } from './http/app.js'
import type { AppContext } from './http/context.js'
import { workInsideWhenAlone } from './inside-worker.js'
import { Conflict } from './lib/errors.js'
import { connectRedis } from './lib/redis.js'
import { attachLive } from './live/index.js'

export interface Web {
  /** Where this process answers. */
  url: string
  /** Stops accepting, lets running requests and jobs end, closes the rest; bounded to about 20 s. */
  stop(): Promise<void>
}

/**
 * Everything of the web process beyond its database: pages and API, sockets, and the worker when no other runs one.
 * @throws Conflict('port_taken', { host, port })
 */
export async function startWeb(booted: Booted): Promise<Web> {
  // First of all: a port that is taken ends the start before anything works in the background.
  const server = createServer()
  await listen(server, booted.config.web)
  const redis = connectRedis(booted.redisUrl, booted.log)
  const queue = openQueue(booted.redisUrl, booted.log)
  const context = appContext(booted, queue, () => checkHealth(redis))
  server.on('request', makeApp(context))
  const live = attachLive(server, context, redis)
  const inside = await workInsideWhenAlone({
    ...booted,
    queue,
    adapterFor,
    workerId: `web-${process.pid}-${randomId()}`,
  })
  return {
    url: urlOf(server, booted),
    async stop() {
      const closed = closeServer(server)
      await live.stop()
      await inside.stop()
      await closed
      await queue.close()
      redis.disconnect()
    },
  }
}

function appContext(booted: Booted, queue: JobQueue, health: AppContext['health']): AppContext {
  return {
    config: booted.config,
    log: booted.log,
    secrets: booted.secrets,
    blobs: booted.blobs,
    fetch: booted.fetch,
    sessionSecret: booted.sessionSecret,
    assets: readAssets(),
    enqueue: (name, data, options) => queue.enqueue(name, data, options),
    health,
    async queues() {
      const counts = await queue.counts()
      return Object.entries(counts).map(([name, count]) => ({ name, ...count }))
    },
  }
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE' ? new Conflict('port_taken', { host, port }, { cause: error }) : error,
      )
    })
    server.listen(port, host, resolve)
  })
}

/** Running requests end by themselves; what is still open after 10 s (a browser's idle connection) is cut. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), 10_000)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })
}

function urlOf(server: Server, { config }: Booted): string {
  const { port } = server.address() as AddressInfo
  // With PORT=0 the system chose the port, so the configured address cannot be the right one.
  return config.web.port === 0 ? `http://${config.web.host}:${port}` : config.web.publicBaseUrl
}
