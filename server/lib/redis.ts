import { once } from 'node:events'
import { Redis } from 'ioredis'
import type { Logger } from './logger.js'

/**
 * A Redis connection that outlives its server: commands wait while the server is away and go on when it is back.
 * Losing and regaining it is logged once each; nothing is thrown. `maxRetriesPerRequest: null` and
 * `enableReadyCheck: false` are what bull asks of the connections it is given.
 * @param url redis:// or rediss://
 */
export function connectRedis(url: string, log: Logger): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    enableReadyCheck: false,
    retryStrategy: (attempt) => Math.min(50 * attempt, 2_000),
  })
  let away = false
  const lost = (error?: Error): void => {
    if (away) return
    away = true
    log.warn('redis connection lost', { error: error?.message ?? 'closed by the server' })
  }
  redis.on('error', lost)
  // a server that goes away without an error is seen only by the next attempt; quit() and disconnect() make none
  redis.on('reconnecting', () => lost())
  redis.on('ready', () => {
    if (away) log.info('redis connection is back')
    away = false
  })
  return redis
}

/**
 * Whether the server answers a PING within `ms` milliseconds; also the time a connection still being made gets. The
 * command is sent on a ready connection only, so asking again and again during an outage piles nothing up.
 */
export async function pingRedis(redis: Redis, ms: number): Promise<boolean> {
  const limit = AbortSignal.timeout(ms)
  const answered = async (): Promise<boolean> => {
    if (redis.status !== 'ready') await once(redis, 'ready', { signal: limit })
    await redis.ping()
    return true
  }
  const tooLate = once(limit, 'abort').then(() => false)
  // what went wrong has been logged by the connection; for the asker it is "no answer"
  return Promise.race([answered().catch(() => false), tooLate])
}
