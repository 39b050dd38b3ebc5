import { createAdapter } from '@socket.io/redis-streams-adapter'
import type { Redis } from 'ioredis'

/** The adapter by which presence, typing and disconnections reach the sockets of other processes. */
export function acrossProcesses(redis: Redis): { adapter: ReturnType<typeof createAdapter>; close(): void } {
  const own = redis.duplicate()
  const opened = [own]
  const ignoreKnown = (): void => {
    // The connection this one was made from logs that Redis is away; the adapter reads on when it is back.
  }
  own.on('error', ignoreKnown)
  // The adapter opens connections of its own and has no way to end one that waits for a Redis that is away.
  const duplicate = own.duplicate.bind(own)
  own.duplicate = (override) => {
    const copy = duplicate(override)
    opened.push(copy)
    return copy
  }
  return {
    adapter: createAdapter(own, { streamName: 'redress:live', maxLen: 1_000, blockTimeInMs: 2_000 }),
    close: () => opened.forEach((connection) => connection.disconnect()),
  }
}
