import { boot, run } from '../server/boot.js'
import { onStopSignal } from '../server/stopping.js'
import { openQueue } from './queue.js'
import { startWorker } from './worker.js'

/** The worker process; any number of them work on one database. */
await run(async () => {
  const booted = await boot(process.env, { kind: 'worker' })
  const queue = openQueue(booted.redisUrl, booted.log)
  const starting = startWorker({ ...booted, queue }, 'worker')
  onStopSignal(booted.log, async () => {
    await starting.then((worker) => worker.stop())
    await queue.close()
    await booted.stop()
  })
  try {
    await starting
  } catch (error) {
    await queue.close()
    await booted.stop()
    throw error
  }
})
