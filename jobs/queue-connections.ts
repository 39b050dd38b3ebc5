import type { Logger } from '../server/lib/logger.js'
import { connectRedis } from '../server/lib/redis.js'

/** The connections of the queues of one process. */
export interface QueueConnections {
  shared: ReturnType<typeof connectRedis>
  create: (type: 'client' | 'subscriber' | 'bclient') => ReturnType<typeof connectRedis>
  disconnect: () => void
}

/**
 * Commands and subscriptions share a connection each; blocking reads need one a queue.
 * @param redisUrl redis:// or rediss://
 */
export function connectQueues(redisUrl: string, log: Logger): QueueConnections {
  const shared = connectRedis(redisUrl, log)
  const opened = [shared]
  let subscriber: typeof shared | undefined
  const open = (): typeof shared => {
    const connection = connectRedis(redisUrl, log.with({ connection: 'queue' }))
    opened.push(connection)
    return connection
  }
  shared.setMaxListeners(50)
  return {
    shared,
    create: (type) => {
      if (type === 'client') return shared
      if (type === 'bclient') return open()
      subscriber ??= open().setMaxListeners(50)
      return subscriber
    },
    disconnect: () => opened.forEach((connection) => connection.disconnect()),
  }
}
