import { minutes, seconds } from '../server/lib/clock.js'
import type { JobContext } from './context.js'

/** Queues are apart so that slow mail servers never hold up intake, slow providers of files nobody, and chores neither. */
export const queueNames = ['intake', 'outbound', 'media', 'work'] as const
export type QueueName = (typeof queueNames)[number]

export interface Job<D> {
  run: (data: D, context: JobContext) => Promise<unknown>
  queue: QueueName
  /** How often the queue itself tries. */
  attempts: number
  /** The first wait between tries; it doubles. */
  backoff: number
  /** How long one run may take before the job fails. */
  timeout: number
  /**
   * True where MongoDB holds what became of it and a sweep comes again: a failed job is then forgotten at once, so that
   * its id blocks no later hint.
   */
  swept: boolean
}

/** A line of the registry: what runs, and what differs from the usual. */
export function job<D>(line: Pick<Job<D>, 'run'> & Partial<Job<D>>): Job<D> {
  return { queue: 'work', attempts: 8, backoff: seconds(2), timeout: minutes(5), swept: false, ...line }
}
