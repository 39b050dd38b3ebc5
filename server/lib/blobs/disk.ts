import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, stat, unlink, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { now } from '../clock.js'
import { NotFound } from '../errors.js'
import { randomId, sha256 } from '../ids.js'
import type { BlobStore } from './store.js'

/** Blobs as files under `<dataDir>/blobs/ab/cd/<sha256>`. */
export function diskBlobs(dataDir: string): BlobStore {
  const root = join(dataDir, 'blobs')
  const made = new Set<string>()

  return {
    async put(bytes) {
      const id = sha256(bytes)
      const { folder, file } = place(root, id)
      if (await touched(file)) return id
      if (!made.has(folder)) {
        await mkdir(folder, { recursive: true })
        made.add(folder)
      }
      await writeDurably(folder, file, bytes)
      return id
    },
    async get(id) {
      try {
        return await readFile(place(root, id).file)
      } catch (error) {
        throw missing(error, id)
      }
    },
    async open(id) {
      const { file } = place(root, id)
      if (!(await exists(file))) throw new NotFound('blob_not_found', { id })
      return createReadStream(file)
    },
    remove: (id, before) => removeUntouched(place(root, id).file, before),
  }
}

function place(root: string, id: string): { folder: string; file: string } {
  if (!/^[0-9a-f]{64}$/.test(id)) throw new NotFound('blob_not_found', { id })
  const folder = join(root, id.slice(0, 2), id.slice(2, 4))
  return { folder, file: join(folder, id) }
}

/** A crash leaves either no file of that name or the whole one; the folder is flushed so that the name survives too. */
async function writeDurably(folder: string, file: string, bytes: Uint8Array): Promise<void> {
  const draft = `${file}.${randomId()}`
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.datasync()
  } catch (error) {
    await unlink(draft)
    throw error
  } finally {
    await handle.close()
  }
  await rename(draft, file)
  const directory = await open(folder, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

/** Whether it is there; if so, its time says that somebody has put it now. */
async function touched(file: string): Promise<boolean> {
  try {
    await utimes(file, now(), now())
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

/** Out of the way first: who puts the content from then on writes it anew, who did before is seen by the file's time. */
async function removeUntouched(file: string, before: Date): Promise<boolean> {
  const aside = `${file}.${randomId()}`
  try {
    if ((await stat(file)).mtime >= before) return false
    await rename(file, aside)
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
  const kept = (await stat(aside)).mtime >= before
  await (kept ? rename(aside, file) : unlink(aside))
  return !kept
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

function missing(error: unknown, id: string): unknown {
  return isMissing(error) ? new NotFound('blob_not_found', { id }, { cause: error }) : error
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
