import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs'

const largestLog = 10e6
const tailBytes = 16_384

/** Puts a log that has grown beyond 10 MB aside as FILE.1, in place of the one before. */
export function rotateLog(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size > largestLog) renameSync(path, `${path}.1`)
}

/** The last few lines of a service's log that tell why it ended; mongod's JSON lines only where they are errors. */
export function endOfLog(path: string): string {
  const lines = tail(path)
    .split('\n')
    .filter((line) => line.trim() !== '')
  const spoken = lines.flatMap((line) => (line.startsWith('{') ? mongodError(line) : [line]))
  return spoken.slice(-6).join('\n') || 'nothing'
}

function tail(path: string): string {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const buffer = Buffer.alloc(Math.min(size, tailBytes))
    readSync(file, buffer, 0, buffer.length, size - buffer.length)
    return buffer.toString('utf8')
  } finally {
    closeSync(file)
  }
}

/** mongod's structured log: s is the severity (E error, F fatal), msg and attr the content. */
function mongodError(line: string): string[] {
  try {
    const { s, msg, attr } = JSON.parse(line) as { s?: string; msg?: string; attr?: unknown }
    return s === 'E' || s === 'F' ? [`${msg ?? ''} ${JSON.stringify(attr ?? {})}`.slice(0, 500)] : []
  } catch (error) {
    // the first line of the tail is cut anywhere
    if (error instanceof SyntaxError) return []
    throw error
  }
}
