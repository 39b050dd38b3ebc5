import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { nowMs, sleep } from '../lib/clock.js'

/** A process as the system knows it. `started` is opaque; with the pid it is unique until the machine restarts. */
export interface ProcessFacts {
  started: string
  command: string
}

/** What runs under this pid now; null for nobody, or for somebody who has ended and was not yet waited for. */
export function inspectProcess(pid: number): ProcessFacts | null {
  return existsSync('/proc/self/stat') ? fromProc(pid) : fromPs(pid)
}

/**
 * Ends a process that is not our child: SIGTERM, then SIGKILL once `patience` ms have passed. `isStill` says whether
 * the pid is still the one that was meant, so that nobody who got the number afterwards is hit.
 */
export async function endProcess(
  pid: number,
  isStill: (facts: ProcessFacts) => boolean,
  patience: number,
): Promise<void> {
  const there = (): boolean => {
    const facts = inspectProcess(pid)
    return facts !== null && isStill(facts)
  }
  for (const name of ['SIGTERM', 'SIGKILL'] as const) {
    if (!there()) return
    signalIfThere(pid, name)
    const until = nowMs() + patience
    while (there() && nowMs() < until) await sleep(20)
  }
}

/** Sends a signal; a process that has ended in the meantime is what was wanted. */
export function signalIfThere(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** proc(5): after the name in brackets come the state and, 19 fields on, the start time in ticks since boot. */
function fromProc(pid: number): ProcessFacts | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return null
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    return { started: fields[19] ?? '', command }
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return null
    throw error
  }
}

/** Where there is no /proc (macOS). ps has status 1 for an unknown pid. */
function fromPs(pid: number): ProcessFacts | null {
  try {
    const ask = (what: string): string =>
      execFileSync('ps', ['-ww', '-o', what, '-p', String(pid)], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim()
    return ask('stat=').startsWith('Z') ? null : { started: ask('lstart='), command: ask('args=') }
  } catch (error) {
    if ((error as { status?: number }).status === 1) return null
    throw error
  }
}
