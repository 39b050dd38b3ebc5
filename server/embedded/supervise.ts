import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { seconds, sleep } from '../lib/clock.js'
import type { Logger } from '../lib/logger.js'
import { EmbeddedFailure } from './failure.js'
import { endOfLog, rotateLog } from './log-file.js'
import { oneLine } from './run.js'
import { watchOver } from './watchdog.js'

export interface EmbeddedService {
  name: 'mongod' | 'redis-server'
  path: string
  args: readonly string[]
  /** Where its data lies. */
  dataPath: string
  /** Where clients find it. */
  uri: string
  /** Takes the program's own output. */
  logFile: string
  /** Resolves when the service takes commands; gives up when `signal` aborts. */
  ready(signal: AbortSignal): Promise<void>
}

export interface SuperviseOptions {
  log: Logger
  /** Called with the pid of each process started, before anything else happens. */
  started(pid: number): void
  /** Called each time the service has died by itself. */
  died(): void
}

export interface Supervised {
  /** Ends the service for good; idempotent. */
  stop(): Promise<void>
}

const readyLimit = seconds(120)
const stopLimit = seconds(10)
const longestPause = seconds(10)

/**
 * Starts a service, waits until it is ready, and from then on starts it again whenever it dies, until stop().
 * @throws EmbeddedFailure service_did_not_start { service, exit, log } when the first start fails
 */
export async function supervise(service: EmbeddedService, options: SuperviseOptions): Promise<Supervised> {
  const stopping = new AbortController()
  let current = await launch(service, options, stopping.signal)
  const keepAlive = async (): Promise<void> => {
    for (;;) {
      const exit = await current.exit
      if (stopping.signal.aborted) return
      options.log.error('embedded service died, starting it again', { service: service.name, exit })
      options.died()
      const next = await relaunch(service, options, stopping.signal)
      if (!next) return
      current = next
      // stop() may have come while the new process was getting ready, and known only the old one
      if (isAborted(stopping.signal)) await end(next)
    }
  }
  const over = keepAlive()
  return {
    stop: async () => {
      stopping.abort()
      await end(current)
      await over
    },
  }
}

/** For what an await may have changed since the last look, which the compiler takes to be unchanged. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted
}

interface Running {
  child: ChildProcess
  /** In words how it ended; resolves when it has. */
  exit: Promise<string>
}

/** Tries again and again with growing pauses; null when stop() came in between. */
async function relaunch(
  service: EmbeddedService,
  options: SuperviseOptions,
  stopping: AbortSignal,
): Promise<Running | null> {
  for (let pause = 100; ; pause = Math.min(pause * 2, longestPause)) {
    await sleep(pause, stopping)
    if (stopping.aborted) return null
    try {
      const running = await launch(service, options, stopping)
      options.log.info('embedded service runs again', { service: service.name, pid: running.child.pid })
      return running
    } catch (error) {
      if (!(error instanceof EmbeddedFailure)) throw error
      if (isAborted(stopping)) return null
      options.log.error('embedded service does not start', { service: service.name, ...error.details })
    }
  }
}

/** One process, from spawn to ready; a process that does not become ready is ended. */
async function launch(
  service: EmbeddedService,
  options: SuperviseOptions,
  stopping: AbortSignal,
): Promise<Running> {
  const running = begin(service, options)
  const giveUp = new AbortController()
  const signal = AbortSignal.any([giveUp.signal, stopping, AbortSignal.timeout(readyLimit)])
  const died = running.exit.then((exit) => ({ exit }))
  const ready = service.ready(signal).then(() => ({ exit: null }))
  try {
    const first = await Promise.race([died, ready])
    if (first.exit !== null) throw didNotStart(service, first.exit)
    return running
  } catch (error) {
    await end(running)
    throw error instanceof EmbeddedFailure ? error : didNotStart(service, notReady(signal, error), error)
  } finally {
    giveUp.abort()
    // when the process died first, waiting for it to be ready ends by this very abort
    ready.catch((error: unknown) =>
      options.log.debug('gave up waiting for an embedded service', { error: String(error) }),
    )
  }
}

/** In a session of its own, so that Ctrl-C at the terminal stops us first and the service only after our last write. */
function begin(service: EmbeddedService, options: SuperviseOptions): Running {
  rotateLog(service.logFile)
  const output = openSync(service.logFile, 'a', 0o600)
  const child = spawn(service.path, service.args, { stdio: ['ignore', output, output], detached: true })
  closeSync(output)
  const exit = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `exit status ${code}`))
  })
  if (child.pid !== undefined) {
    options.started(child.pid)
    const watchdog = watchOver(child.pid)
    void exit.then(() => watchdog.release())
  }
  return { child, exit }
}

async function end({ child, exit }: Running): Promise<void> {
  child.kill('SIGTERM')
  const tooLong = setTimeout(() => child.kill('SIGKILL'), stopLimit)
  await exit
  clearTimeout(tooLong)
}

function notReady(signal: AbortSignal, error: unknown): string {
  return signal.aborted ? `not ready within ${readyLimit / 1_000} s` : oneLine(error)
}

function didNotStart(service: EmbeddedService, exit: string, cause?: unknown): EmbeddedFailure {
  const details = { service: service.name, exit, log: endOfLog(service.logFile) }
  return new EmbeddedFailure('service_did_not_start', details, { cause })
}
