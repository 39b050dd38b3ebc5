import { mkdir, open, realpath, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { EmbeddedFailure } from './failure.js'

/** A new database with its journal takes this much before the first ticket. */
export const leastFreeBytes = 300e6

/**
 * Makes the data folder (readable by its owner only) where it is missing and proves that it can be written to.
 * @param needed free bytes that must be there
 * @returns its absolute path, links resolved
 * @throws EmbeddedFailure data_folder_unusable, data_folder_full
 */
export async function usableFolder(dataDir: string, needed: number = leastFreeBytes): Promise<string> {
  const path = resolve(dataDir)
  try {
    await makeFolder(path)
    if (!(await stat(path)).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' })
    await writeProbe(join(path, `.probe-${process.pid}`))
  } catch (error) {
    throw unusable(path, needed, error)
  }
  const { bavail, bsize } = await statfs(path)
  if (bavail * bsize < needed) throw full(path, bavail * bsize, needed)
  return realpath(path)
}

/** Node's own recursive mkdir never ends where a file system answers ENOENT below a folder that is there, as /proc does. */
async function makeFolder(path: string): Promise<void> {
  try {
    await makeOne(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error
    await makeFolder(dirname(path))
    await makeOne(path)
  }
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

async function writeProbe(path: string): Promise<void> {
  const file = await open(path, 'w')
  try {
    await file.write('redress')
    await file.sync()
  } finally {
    await file.close()
    await rm(path, { force: true })
  }
}

function unusable(dataDir: string, needed: number, cause: unknown): EmbeddedFailure {
  const errno = (cause as NodeJS.ErrnoException).code ?? String(cause)
  if (errno === 'ENOSPC' || errno === 'EDQUOT') return full(dataDir, 0, needed)
  return new EmbeddedFailure('data_folder_unusable', { dataDir, errno }, { cause })
}

function full(dataDir: string, freeBytes: number, neededBytes: number): EmbeddedFailure {
  return new EmbeddedFailure('data_folder_full', { dataDir, freeBytes, neededBytes })
}
