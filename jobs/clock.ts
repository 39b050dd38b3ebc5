import mongoose, { Schema } from 'mongoose'
import { now, nowMs, seconds, sleep } from '../server/lib/clock.js'
import { describeError } from '../server/lib/errors.js'
import { holdLease } from '../server/lib/lease.js'
import type { JobContext } from './context.js'
import { schedules, type Schedule, type ScheduleName } from './schedules.js'

/** When a schedule ran last, for the system page. */
export interface ScheduleRun {
  _id: ScheduleName
  lastRunAt: Date
  lastMs: number
  /** What the last run died of, or null. */
  lastError: string | null
}

const schema = new Schema<ScheduleRun>(
  {
    _id: { type: String, required: true },
    lastRunAt: Date,
    lastMs: Number,
    lastError: { type: String, default: null },
  },
  { versionKey: false, collection: 'scheduleRuns' },
)
const ScheduleRunModel = mongoose.model<ScheduleRun>('ScheduleRun', schema)

/** How long the others wait for a process that died before one of them goes on. */
const spare = seconds(8)
/** A run every second need not be noted every second. */
const noteEvery = seconds(10)

/**
 * Runs every schedule by its own timer, each in one process at a time under a lease in MongoDB, so that a flushed Redis
 * delays nothing. A run that fails is logged and comes again.
 */
export function startClock(context: JobContext): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const names = Object.keys(schedules) as ScheduleName[]
  const loops = names.map((name) => keepRunning(name, schedules[name], context, stopping.signal))
  return {
    async stop() {
      stopping.abort()
      await Promise.all(loops)
    },
  }
}

/** The last run of each schedule, by name; those that never ran are missing. */
export async function lastRuns(): Promise<ScheduleRun[]> {
  return ScheduleRunModel.find().sort({ _id: 1 }).lean<ScheduleRun[]>()
}

async function keepRunning(
  name: ScheduleName,
  { every, run }: Schedule,
  context: JobContext,
  signal: AbortSignal,
): Promise<void> {
  let notedAt = 0
  let failing: string | null = null
  while (!signal.aborted) {
    const started = nowMs()
    let error: string | null = null
    try {
      if (await holdLease(`schedule:${name}`, context.workerId, every + spare)) await run(context)
    } catch (cause) {
      error = describeError(cause)
      // Told once, not at every tick of an outage.
      if (error !== failing) context.log.warn('scheduled run failed', { schedule: name, error })
    }
    if (error !== failing || Math.abs(nowMs() - notedAt) >= noteEvery) {
      notedAt = nowMs()
      await noteRun({ _id: name, lastRunAt: now(), lastMs: nowMs() - started, lastError: error }, context)
    }
    failing = error
    await sleep(every, signal)
  }
}

async function noteRun(run: ScheduleRun, { log }: JobContext): Promise<void> {
  const { _id, ...fields } = run
  try {
    await ScheduleRunModel.updateOne({ _id }, { $set: fields }, { upsert: true })
  } catch (error) {
    log.debug('scheduled run not noted', { schedule: _id, error: describeError(error) })
  }
}
