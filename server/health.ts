import type { Redis } from 'ioredis'
import type { HealthPart } from '../views/types.js'
import { pingMongo } from './lib/mongo.js'
import { pingRedis } from './lib/redis.js'
import { pendingMigrations } from './models/migrations/index.js'

const patience = 1_500

/** What a web process needs to answer, asked now; each part answers within 1.5 s or is down. */
export async function checkHealth(redis: Redis): Promise<HealthPart[]> {
  const [mongo, queue] = await Promise.all([pingMongo(patience), pingRedis(redis, patience)])
  const pending = mongo ? await pendingMigrations() : null
  return [
    { key: 'mongo', state: mongo ? 'ok' : 'down', detail: '' },
    { key: 'redis', state: queue ? 'ok' : 'down', detail: '' },
    migrations(pending),
  ]
}

function migrations(pending: readonly string[] | null): HealthPart {
  if (pending === null) return { key: 'migrations', state: 'down', detail: '' }
  return { key: 'migrations', state: pending.length === 0 ? 'ok' : 'down', detail: pending.join(', ') }
}
