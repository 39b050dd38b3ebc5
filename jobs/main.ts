import { boot, run } from '../server/boot.js'
import { openQueue } from './queue.js'
import { startWorker } from './worker.js'

/** The worker process; any number of them work on one database. */
async function main(): Promise<void> {
  const booted = await boot(process.env, { kind: 'worker' })
  const queue = openQueue(booted.redisUrl, booted.log)
  const worker = await startWorker({ ...booted, queue })
  const stop = async (signal: string): Promise<void> => {
    booted.log.info('stopping', { signal })
    await worker.stop()
    await queue.close()
    await booted.stop()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void endWith(stop(signal)))
}

/** Stops within the 25 s that hosts commonly grant; what does not end by then is found by the next worker's sweeps. */
async function endWith(stopped: Promise<void>): Promise<void> {
  setTimeout(() => process.exit(1), 25_000).unref()
  await stopped
  process.exit(0)
}

await run(main)
