import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from './sources.js'

/** The built programs, run as in production; `npm test`, `npm run bench` and `npm run faults` build before. */
const programs = { web: 'dist/server/main.js', worker: 'dist/jobs/main.js' } as const

export interface Running {
  pid: number
  /** Where a web process answers; '' for a worker. */
  url: string
  /** Milliseconds from the start to its being ready. */
  readyMs: number
  /** Ends it as a crash would. */
  kill(): Promise<void>
  /** Asks it to stop and waits. @returns its exit status */
  stop(): Promise<number | null>
}

/**
 * Starts a web or worker process and waits until it is ready.
 * @param env everything it is given beside PATH; its words go to `<logs>/<program>.log`
 */
export async function startProcess(
  program: keyof typeof programs,
  env: Record<string, string>,
  logs: string,
): Promise<Running> {
  const started = performance.now()
  const child = spawn(process.execPath, [programs[program]], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const url = await readyOf(program, child, logs)
  return {
    pid: child.pid ?? 0,
    url,
    readyMs: performance.now() - started,
    kill: () => end(child, 'SIGKILL').then(() => undefined),
    stop: () => end(child, 'SIGTERM'),
  }
}

async function readyOf(program: keyof typeof programs, child: ChildProcess, logs: string): Promise<string> {
  const log = createWriteStream(join(logs, `${program}.log`), { flags: 'a' })
  child.stderr?.pipe(log, { end: false })
  const lines = createInterface({ input: (program === 'web' ? child.stdout : child.stderr) ?? process.stdin })
  const sign = program === 'web' ? /Redress ready: (\S+)/ : /"msg":"worker started"()/
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const match = sign.exec(line)
      if (match) resolve(match[1] ?? '')
    })
    child.once('exit', (status) =>
      reject(new Error(`${program} ended with ${status ?? 'a signal'}; see ${logs}`)),
    )
  })
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const gone = once(child, 'exit') as Promise<[number | null]>
  child.kill(signal)
  const [status] = await gone
  return status
}
