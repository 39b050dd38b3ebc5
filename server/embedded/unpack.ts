import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { openPromise, type Entry, type ZipFile } from 'yauzl'

/**
 * Writes one file of a zip archive to `target`, executable and flushed to disk.
 * @throws Error naming the entry when the archive does not hold it
 */
export async function unpackEntry(archive: string, name: string, target: string): Promise<void> {
  const zip = await openPromise(archive, { lazyEntries: true, autoClose: false })
  try {
    const entry = await findEntry(zip, name)
    const content = await zip.openReadStreamPromise(entry)
    await pipeline(content, createWriteStream(target, { mode: 0o755, flush: true }))
  } finally {
    zip.close()
  }
}

async function findEntry(zip: ZipFile, name: string): Promise<Entry> {
  for await (const entry of zip.eachEntry()) if (entry.fileName === name) return entry
  throw new Error(`no ${name} in the archive`)
}
