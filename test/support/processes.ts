import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { testBinaries } from './services.js'
import { root } from './sources.js'

/** The built programs, run as in production; `npm test`, `npm run bench` and `npm run faults` build before. */
const programs = { web: 'dist/server/main.js', worker: 'dist/jobs/main.js', start: 'bin/start.js' } as const
/** `start` is what `npm start` runs. */
export type ProgramName = keyof typeof programs

export interface Running {
  pid: number
  /** Where a web process answers; '' for a worker. */
  url: string
  /** Milliseconds from the start to its being ready. */
  readyMs: number
  /** The lines it wrote to stdout, so far. */
  lines: string[]
  /** Whether it has not ended, in whatever way. */
  isAlive(): boolean
  /** Ends it as a crash would. */
  kill(): Promise<void>
  /** Asks it to stop and waits. @returns its exit status */
  stop(): Promise<number | null>
}

/**
 * Starts a web or worker process and waits until it is ready.
 * @param env everything it is given beside PATH and HOME; its words go to `<logs>/<program>.log`
 */
export async function startProcess(
  program: ProgramName,
  env: Record<string, string>,
  logs: string,
): Promise<Running> {
  const started = performance.now()
  const child = begin(program, env)
  const lines: string[] = []
  const url = await readyOf(program, child, logs, lines)
  return {
    pid: child.pid ?? 0,
    url,
    readyMs: performance.now() - started,
    lines,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    kill: () => end(child, 'SIGKILL').then(() => undefined),
    stop: () => end(child, 'SIGTERM'),
  }
}

/** Runs a program that is expected to end by itself. @returns its exit status and what it said */
export async function runToEnd(
  program: ProgramName,
  env: Record<string, string>,
): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const child = begin(program, env)
  const said = { stdout: '', stderr: '' }
  child.stdout?.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()))
  const [status] = (await once(child, 'close')) as [number | null]
  return { status, ...said }
}

/** The programs that the suite found or downloaded for itself, for processes with services of their own. */
export function ownPrograms(): Record<string, string> {
  const kept = {
    MONGOD_BINARY: join(testBinaries, 'mongod'),
    REDIS_BINARY: join(testBinaries, 'redis-server'),
  }
  return Object.fromEntries(Object.entries(kept).filter(([, path]) => existsSync(path)))
}

function begin(program: ProgramName, env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [programs[program]], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function readyOf(
  program: ProgramName,
  child: ChildProcess,
  logs: string,
  lines: string[],
): Promise<string> {
  const log = createWriteStream(join(logs, `${program}.log`), { flags: 'a' })
  child.stderr?.pipe(log, { end: false })
  const worker = program === 'worker'
  const words = createInterface({ input: (worker ? child.stderr : child.stdout) ?? process.stdin })
  const sign = worker ? /"msg":"worker started"()/ : /^Redress ready: (\S+)$/
  return new Promise((resolve, reject) => {
    words.on('line', (line) => {
      if (!worker) lines.push(line)
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
