import type { JobQueue } from '../../jobs/queue.js'
import type { Assets } from '../../views/assets.js'
import type { HealthPart } from '../../views/types.js'
import type { Context } from '../lib/context.js'

/** One background queue as the system page and the metrics show it. */
export interface QueueCount {
  name: string
  waiting: number
  active: number
  delayed: number
  failed: number
}

/** What the web process is handed: what every process has, and its ways to jobs, health and sockets. */
export interface AppContext extends Context {
  /** Signs the session cookie. */
  sessionSecret: string
  /** Files of the last build; read from dist/public when they are not given. */
  assets?: Assets
  /** Asks for work; a sweep finds what a lost hint did not reach. */
  enqueue: JobQueue['enqueue']
  /** The parts this process needs, asked now: mongo, redis, migrations first. Answers within 2 s. */
  health(): Promise<HealthPart[]>
  /** Counts of the background queues. @throws while Redis is away */
  queues(): Promise<QueueCount[]>
}
