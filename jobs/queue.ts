import Bull from 'bull'
import { days, seconds, sleep } from '../server/lib/clock.js'
import { ChannelUnavailable, describeError, isRetryable } from '../server/lib/errors.js'
import { withLogContext, type Logger } from '../server/lib/logger.js'
import type { JobContext } from './context.js'
import { queueNames, type Job, type QueueName } from './job.js'
import { connectQueues, type QueueConnections } from './queue-connections.js'
import { jobs, type JobData, type JobName } from './registry.js'
import { orAfter, upTo } from './waiting.js'

export interface EnqueueOptions {
  /** While a job of this id waits or runs, another of the same id is not added. */
  id?: string
  /** Milliseconds before it may run. */
  delay?: number
}

export type QueueCounts = Record<QueueName, Record<'waiting' | 'active' | 'delayed' | 'failed', number>>

/** Hints to do something soon. What must be done stands in MongoDB: a lost hint is found by a sweep. */
export interface JobQueue {
  /**
   * Never throws and takes 2 s at most.
   * @returns false when Redis did not take it (it may still have, when it was slow: jobs are safe to run twice)
   */
  enqueue<N extends JobName>(name: N, data: JobData<N>, options?: EnqueueOptions): Promise<boolean>
  /** Starts running jobs in this process, or goes on after a pause. */
  work(context: JobContext): void
  /** Takes no more jobs in this process and waits for the running ones, `ms` at most. @returns whether they ended */
  pause(ms: number): Promise<boolean>
  /** Resolves when nothing waits and nothing runs, in any process; delayed jobs do not count. */
  drained(): Promise<void>
  /** For the system page. @throws ChannelUnavailable('redis_unreachable') when Redis does not answer within 2 s */
  counts(): Promise<QueueCounts>
  close(): Promise<void>
}

/** How many jobs of a queue one process runs at a time: in a rush, taking mail in comes before answering it. */
const concurrency: Record<QueueName, number> = { intake: 24, outbound: 4, media: 4, work: 4 }
const patience = seconds(2)
/** How long a chore waits for a rush of mail to pass. */
const chorePatience = seconds(5)

/**
 * Opens the job queues; the only place that knows bull.
 * @param redisUrl redis:// or rediss://
 * @param options prefix of every Redis key, so that several installations share a server
 */
export function openQueue(redisUrl: string, log: Logger, options: { prefix?: string } = {}): JobQueue {
  const connections = connectQueues(redisUrl, log)
  const queues = openAll(connections, options.prefix ?? 'redress', log)
  const reachable = oncePerState(log)
  const workers = makeWorkers(queues)
  let closing: Promise<void> | undefined

  return {
    async enqueue(name, data, { id, delay } = {}) {
      if (closing || connections.shared.status !== 'ready') return reachable(false, 'not connected')
      const added = queues[jobs[name].queue].add(name, data, jobOptions(jobs[name], id, delay)).then(
        () => null,
        (error: unknown) => describeError(error),
      )
      const fault = await orAfter(patience, added, 'timed out')
      return reachable(fault === null, fault)
    },
    work: workers.start,
    pause(ms) {
      const paused = Promise.all(all(queues).map((queue) => queue.pause(true))).then(() => true)
      // Bull cannot be paused while Redis is away, nor does it take jobs then: only what runs here is waited for.
      const calm = connections.shared.status === 'ready' ? paused : workers.idle(ms)
      return orAfter(ms, calm, false)
    },
    async drained() {
      for (let idle = 0; idle < 2;) {
        const counts = await Promise.all(all(queues).map((queue) => queue.getJobCounts()))
        idle = counts.every(({ waiting, active }) => waiting + active === 0) ? idle + 1 : 0
        if (idle < 2) await sleep(5)
      }
    },
    counts: () => countAll(queues),
    close: () => (closing ??= closeAll(queues, connections)),
  }
}

type Queues = Record<QueueName, Bull.Queue>

function all(queues: Queues): Bull.Queue[] {
  return queueNames.map((name) => queues[name])
}

function openAll(connections: QueueConnections, prefix: string, log: Logger): Queues {
  const open = (name: QueueName): Bull.Queue => {
    const queue = new Bull(name, {
      prefix,
      createClient: connections.create,
      // A job whose worker was killed twice would otherwise fail for good without having been tried.
      settings: { maxStalledCount: 1_000, lockDuration: seconds(10), stalledInterval: seconds(5) },
      defaultJobOptions: { removeOnComplete: true },
    })
    queue.on('stalled', (job: Bull.Job) => log.warn('job stalled', { job: job.name, jobId: job.id }))
    queue.on('error', (error: Error) => {
      // A lost connection is told once by the connection itself.
      if (connections.shared.status === 'ready')
        log.warn('queue fault', { queue: name, error: describeError(error) })
    })
    return queue
  }
  return { intake: open('intake'), outbound: open('outbound'), media: open('media'), work: open('work') }
}

function jobOptions(line: Job<never>, id: string | undefined, delay = 0): Bull.JobOptions {
  return {
    attempts: line.attempts,
    backoff: { type: 'exponential', delay: line.backoff },
    timeout: line.timeout,
    removeOnFail: line.swept ? true : { age: days(30) / 1_000, count: 10_000 },
    ...(id === undefined ? {} : { jobId: id }),
    ...(delay > 0 ? { delay } : {}),
  }
}

interface Workers {
  start: (context: JobContext) => void
  /** Whether nothing runs in this process within `ms`. */
  idle: (ms: number) => Promise<boolean>
}

/** Bull takes a processor once in a queue's life; what starts again after a pause is the same one. */
function makeWorkers(queues: Queues): Workers {
  const active: Record<QueueName, number> = { intake: 0, outbound: 0, media: 0, work: 0 }
  let current: JobContext | undefined
  const runIn = async (name: QueueName, job: Bull.Job, context: JobContext): Promise<void> => {
    active[name] += 1
    try {
      if (name === 'work') await upTo(chorePatience, () => active.intake < concurrency.intake / 2)
      await runJob(job, context)
    } finally {
      active[name] -= 1
    }
  }
  return {
    idle: (ms) => upTo(ms, () => queueNames.every((name) => active[name] === 0)),
    start(context) {
      const again = current !== undefined
      current = context
      for (const name of queueNames) {
        const run = (job: Bull.Job): Promise<void> => runIn(name, job, current ?? context)
        const started = again ? queues[name].resume(true) : queues[name].process('*', concurrency[name], run)
        started.catch((error: unknown) => context.log.error('queue stopped', { error: describeError(error) }))
      }
    },
  }
}

async function runJob(job: Bull.Job, context: JobContext): Promise<void> {
  const line = jobs[job.name as JobName] as Job<unknown> | undefined
  try {
    if (!line) throw new Error(`no job is called ${job.name}`)
    await withLogContext({ job: job.name, jobId: job.id }, () => line.run(job.data, context))
  } catch (error) {
    const final = !line || !isRetryable(error) || job.attemptsMade + 1 >= (job.opts.attempts ?? 1)
    if (final) await job.discard()
    const fields = {
      job: job.name,
      jobId: job.id,
      attempt: job.attemptsMade + 1,
      error: describeError(error),
    }
    if (final) context.log.error('job failed', fields)
    else context.log.info('job will be tried again', fields)
    throw error
  }
}

/** Says once that Redis takes no jobs, and once that it does again; gives the state back. */
function oncePerState(log: Logger): (ok: boolean, error: string | null) => boolean {
  let was = true
  return (ok, error) => {
    if (was && !ok) log.warn('job hints are not taken, sweeps will find the work', { error })
    if (!was && ok) log.info('job hints are taken again')
    was = ok
    return ok
  }
}

async function countAll({ intake, outbound, media, work }: Queues): Promise<QueueCounts> {
  const asked = [intake.getJobCounts(), outbound.getJobCounts(), media.getJobCounts(), work.getJobCounts()] as const // prettier-ignore
  const counts = await orAfter(patience, Promise.all(asked), null)
  if (counts === null) throw new ChannelUnavailable('redis_unreachable')
  return { intake: counts[0], outbound: counts[1], media: counts[2], work: counts[3] }
}

/** Ended jobs report to Redis; one that is away must not keep a process from ending. */
async function closeAll(queues: Queues, connections: QueueConnections): Promise<void> {
  await orAfter(patience, Promise.all(all(queues).map((queue) => queue.close(true))), null)
  connections.disconnect()
}
