import type { Readable } from 'node:stream'
import type { Config } from '../config.js'
import { diskBlobs } from './disk.js'
import { gridfsBlobs } from './gridfs.js'

/**
 * Where raw messages and attachments lie: content-addressed, written once, never inside documents.
 * An id is the hex SHA-256 of the content.
 */
export interface BlobStore {
  /** Stores the bytes durably (they survive a power cut once this resolves) and gives their id. */
  put(bytes: Uint8Array): Promise<string>
  /** @throws NotFound('blob_not_found') */
  get(id: string): Promise<Buffer>
  /** @throws NotFound('blob_not_found') before the first byte */
  open(id: string): Promise<Readable>
}

/** The store that the configuration names; GridFS needs the connected database. */
export function openBlobs(config: Pick<Config, 'blobStore' | 'dataDir'>): BlobStore {
  return config.blobStore === 'gridfs' ? gridfsBlobs() : diskBlobs(config.dataDir)
}
