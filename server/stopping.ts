import { describeError } from './lib/errors.js'
import type { Logger } from './lib/logger.js'

/** What a platform waits between SIGTERM and SIGKILL is often 30 s; we are gone before. */
const hardStopAfter = 25_000

/** Ends the process in order on SIGTERM or SIGINT; a second signal, or 25 s, ends it at once. */
export function onStopSignal(log: Logger, stop: () => Promise<void>): void {
  let stopping = false
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1)
    stopping = true
    log.info('stopping', { signal })
    setTimeout(() => {
      log.error('did not stop in time')
      process.exit(1)
    }, hardStopAfter).unref()
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error('stopping failed', { error: describeError(error) })
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}
