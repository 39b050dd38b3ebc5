import type { BlobStore } from './blobs/index.js'
import type { Config } from './config.js'
import type { Logger } from './logger.js'
import type { SafeFetch } from './safe-fetch/index.js'
import type { Secrets } from './secrets.js'

/** What every part of a running process is handed; made once in server/boot.ts. */
export interface Context {
  config: Config
  log: Logger
  secrets: Secrets
  blobs: BlobStore
  /** For every URL that came from outside. */
  fetch: SafeFetch
}
