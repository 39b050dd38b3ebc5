import { spawn } from 'node:child_process'
import { AppError, describeError } from '../lib/errors.js'

export interface Outcome {
  /** Exit status; null when a signal ended it. */
  status: number | null
  /** The end of what it wrote on stdout and stderr together. */
  output: string
}

const keptOutput = 20_000

/**
 * Runs a program to its end, nothing on its stdin. A program that cannot be started gives status 127, as a shell
 * would; one that takes longer than `limit` ms is killed.
 */
export function runProgram(command: string, args: readonly string[], limit: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limit,
      killSignal: 'SIGKILL',
    })
    let output = ''
    const collect = (part: Buffer): void => {
      output = (output + part.toString()).slice(-keptOutput)
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.once('error', (error) => resolve({ status: 127, output: error.message }))
    child.once('close', (status) => resolve({ status, output }))
  })
}

/** The last line of an output that says something, for one line of an error. */
export function lastWords(output: string): string {
  const lines = output.split(/\r?\n|\r/).filter((line) => line.trim() !== '')
  return (lines.at(-1) ?? 'no output').trim().slice(0, 300)
}

/** An error in one line for people: what libraries say, or our own code. */
export function oneLine(error: unknown): string {
  if (error instanceof AppError) return describeError(error)
  return error instanceof Error ? lastWords(error.message) : String(error)
}
