import { hostname } from 'node:os'
import { adapterFor } from '../channels/index.js'
import { seconds } from '../server/lib/clock.js'
import type { Context } from '../server/lib/context.js'
import { randomId } from '../server/lib/ids.js'
import { startClock } from './clock.js'
import type { JobContext } from './context.js'
import { openMailDoor } from './mail-door.js'
import { heartbeat, type ProcessKind } from './presence.js'
import type { JobQueue } from './queue.js'
import { startRelay } from './relay.js'

export interface Worker {
  /** Names this worker in leases and among the processes. */
  id: string
  /** The port mail comes in by; null without one. */
  smtpPort(): number | null
  /** Takes nothing new, lets what runs end within 15 s and gives up leases and presence. The queue stays open. */
  stop(): Promise<void>
}

/** The database beside it may take some seconds too; platforms kill after 30 s. */
const drainFor = seconds(15)

/**
 * Starts everything that works without being asked: jobs, the relay of events, the clock and the SMTP listener.
 * @param context of the process, with a queue that the caller opened and closes afterwards
 * @param kind `worker` for a process of its own, for which workers inside web processes step back
 */
export async function startWorker(
  context: Context & { queue: JobQueue },
  kind: ProcessKind = 'web',
): Promise<Worker> {
  const job = jobContext(context)
  const presence = await heartbeat(kind, job.workerId, job.log)
  const door = await openMailDoor(job)
  job.queue.work(job)
  const [relay, clock] = [startRelay(job), startClock(job)]
  job.log.info('worker started', { worker: job.workerId, smtpPort: door.port() })
  return {
    id: job.workerId,
    smtpPort: () => door.port(),
    async stop() {
      const [drained] = await Promise.all([
        job.queue.pause(drainFor),
        door.stop(),
        clock.stop(),
        relay.stop(),
      ])
      if (!drained) job.log.warn('jobs were still running at the stop')
      await presence.stop()
    },
  }
}

/** What jobs of this process are handed; also for running one without a queue, as commands do. */
export function jobContext({
  config,
  log,
  secrets,
  blobs,
  fetch,
  queue,
}: Context & { queue: JobQueue }): JobContext {
  const workerId = `${hostname()}:${process.pid}:${randomId()}`
  return { config, log, secrets, blobs, fetch, queue, adapterFor, workerId }
}
