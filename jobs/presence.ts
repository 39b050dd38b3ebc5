import { hostname } from 'node:os'
import mongoose, { Schema } from 'mongoose'
import { after, now, seconds, sleep } from '../server/lib/clock.js'
import { describeError } from '../server/lib/errors.js'
import type { Logger } from '../server/lib/logger.js'

/** A worker of ours that lives: it says so every few seconds. */
export interface ProcessRecord {
  _id: string
  kind: ProcessKind
  pid: number
  host: string
  startedAt: Date
  /** Without another sign by then it is dead. */
  until: Date
}
/** web: a worker inside a web process; worker: a process of its own. */
export type ProcessKind = 'web' | 'worker'

const schema = new Schema<ProcessRecord>(
  {
    _id: { type: String, required: true },
    kind: String,
    pid: Number,
    host: String,
    startedAt: Date,
    until: Date,
  },
  { versionKey: false, collection: 'processes' },
)
const ProcessModel = mongoose.model<ProcessRecord>('Process', schema)

const every = seconds(2)
const believed = seconds(8)

/**
 * Keeps saying that this process is there, from now until `stop`.
 * @param id names the process among all
 */
export async function heartbeat(
  kind: ProcessKind,
  id: string,
  log: Logger,
): Promise<{ stop(): Promise<void> }> {
  const stopping = new AbortController()
  const sign = { kind, pid: process.pid, host: hostname(), startedAt: now() }
  const beat = async (): Promise<void> => {
    await ProcessModel.updateOne({ _id: id }, { $set: { ...sign, until: after(believed) } }, { upsert: true })
  }
  await beat()
  await ProcessModel.deleteMany({ until: { $lte: after(-believed) } })
  const beating = keepBeating(beat, log, stopping.signal)
  return {
    async stop() {
      stopping.abort()
      await beating
      await ProcessModel.deleteOne({ _id: id })
    },
  }
}

/** The workers that are there now. */
export async function livingProcesses(): Promise<ProcessRecord[]> {
  return ProcessModel.find({ until: { $gt: now() } })
    .sort({ kind: 1, startedAt: 1 })
    .limit(200)
    .lean<ProcessRecord[]>()
}

/** Whether a process of its own runs the worker, so that web processes need not; this very process does not count. */
export async function isWorkerElsewhere(): Promise<boolean> {
  const host = hostname()
  return (await livingProcesses()).some(
    (one) => one.kind === 'worker' && !(one.pid === process.pid && one.host === host),
  )
}

async function keepBeating(beat: () => Promise<void>, log: Logger, signal: AbortSignal): Promise<void> {
  for (;;) {
    await sleep(every, signal)
    if (signal.aborted) return
    try {
      await beat()
    } catch (error) {
      log.debug('heartbeat not written', { error: describeError(error) })
    }
  }
}
