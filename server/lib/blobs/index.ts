import type { Config } from '../config.js'
import { diskBlobs } from './disk.js'
import { gridfsBlobs } from './gridfs.js'
import type { BlobStore } from './store.js'

export type { BlobStore } from './store.js'

/** The store that the configuration names; GridFS needs the connected database. */
export function openBlobs(config: Pick<Config, 'blobStore' | 'dataDir'>): BlobStore {
  return config.blobStore === 'gridfs' ? gridfsBlobs() : diskBlobs(config.dataDir)
}
