import { isWorkerElsewhere } from '../jobs/presence.js'
import { startWorker, type Worker } from '../jobs/worker.js'
import type { JobContext } from '../jobs/context.js'
import { seconds, sleep } from './lib/clock.js'
import { describeError } from './lib/errors.js'

/** How soon a web process takes over from a worker that is gone, and steps back for one that has come. */
const lookEvery = seconds(2)

/**
 * Runs the worker inside this web process as long as no process of its own runs one anywhere, so that one command is
 * the whole product and two machines share the work.
 */
export async function workInsideWhenAlone(context: JobContext): Promise<{ stop(): Promise<void> }> {
  const stopping = new AbortController()
  let worker = (await isWorkerElsewhere()) ? null : await startWorker(context)

  const look = async (): Promise<void> => {
    const elsewhere = await isWorkerElsewhere()
    if (elsewhere && worker) {
      context.log.info('a worker process is running; this web process stops working on jobs')
      await stopWorker()
    } else if (!elsewhere && !worker) {
      context.log.info('no worker process is running; this web process works on jobs')
      worker = await startWorker(context)
    }
  }
  const stopWorker = async (): Promise<void> => {
    const running: Worker | null = worker
    worker = null
    await running?.stop()
  }
  const looking = (async () => {
    for (;;) {
      await sleep(lookEvery, stopping.signal)
      if (stopping.signal.aborted) return
      try {
        await look()
      } catch (error) {
        // The database is away for a moment: what runs goes on, and the next look decides.
        context.log.warn('could not look for worker processes', { error: describeError(error) })
      }
    }
  })()
  return {
    async stop() {
      stopping.abort()
      await looking
      await stopWorker()
    },
  }
}
