import { spawn } from 'node:child_process'

/** Its parameter is the pid it watches over; end of input, not a line, means that we died. */
const script = 'read -r line || kill -TERM "$1"'

/**
 * Ends a process cleanly when we die without doing it ourselves, kill -9 included: a shell waits at the other end of a
 * pipe that the system closes with us. release() sends it home.
 */
export function watchOver(pid: number): { release(): void } {
  const shell = spawn('/bin/sh', ['-c', script, 'redress-watchdog', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  // without a shell nothing watches; the next start then finds the process by lock.json and ends it
  const gone = (): void => {
    shell.stdin.destroy()
  }
  shell.once('error', gone)
  shell.stdin.once('error', gone)
  shell.unref()
  return { release: () => shell.stdin.end('\n') }
}
