import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express } from 'express'
import { makeApp } from '../../server/http/app.js'
import type { AppContext } from '../../server/http/context.js'
import { connectRedis, pingRedis } from '../../server/lib/redis.js'
import { silentLogger, type Logger } from '../../server/lib/logger.js'
import { attachLive } from '../../server/live/index.js'
import { checkHealth } from '../../server/health.js'
import { testServices } from './services.js'
import { makeTestContext, type TestContext } from './worker.js'

export interface TestApp {
  url: string
  /** The worker's side of the same installation. */
  context: TestContext
  app: Express
  close(): Promise<void>
}

export interface TestAppOptions {
  env?: Record<string, string>
  log?: Logger
  assets?: AppContext['assets']
}

/** A web process in this one, on a free port, against the suite's services; `context` is a worker's for it. */
export async function startApp(options: TestAppOptions = {}): Promise<TestApp> {
  const server = createServer()
  const port = await listen(server)
  const url = `http://127.0.0.1:${port}`
  const context = makeTestContext({ PUBLIC_BASE_URL: url, ...options.env })
  const redis = connectRedis(testServices().redisUrl, silentLogger)
  await pingRedis(redis, 2_000)
  const web: AppContext = {
    config: context.config,
    log: options.log ?? context.log,
    secrets: context.secrets,
    blobs: context.blobs,
    fetch: context.fetch,
    sessionSecret: 'a secret of at least thirty-two characters',
    enqueue: (...args) => context.queue.enqueue(...args),
    health: () => checkHealth(redis),
    queues: async () =>
      Object.entries(await context.queue.counts()).map(([name, count]) => ({ name, ...count })),
    ...(options.assets ? { assets: options.assets } : {}),
  }
  const app = makeApp(web)
  server.on('request', app)
  const live = attachLive(server, web, redis)
  return {
    url,
    context,
    app,
    async close() {
      await live.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      redis.disconnect()
      await context.close()
    },
  }
}

/** Gives the tests of this describe one app, started once; use it beside `useDatabase`. */
export function useApp(options: TestAppOptions = {}): () => TestApp {
  let app: TestApp | undefined
  before(async () => {
    app = await startApp(options)
  })
  after(() => app?.close())
  return () => {
    if (!app) throw new Error('the app runs only within tests')
    return app
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}
