import { realpath } from 'node:fs/promises'
import { seconds, nowMs, sleep } from '../lib/clock.js'
import type { Config } from '../lib/config.js'
import { currentHolder, type Holder } from './lock.js'
import type { Services } from './open.js'
import { secretsFor } from './secrets.js'

/** A holder may be downloading or recovering; past this it is treated as one that will not be ready. */
const patience = seconds(60)

/**
 * For commands run beside a server: the services of the process that holds the data folder, without starting or ever
 * stopping anything. A holder that is still starting is waited for.
 * @returns null when nobody holds the folder, or everything is configured to be elsewhere: openServices is the way then
 */
export async function attachServices(config: Config): Promise<Services | null> {
  if (config.services.mongodbUri !== undefined && config.services.redisUrl !== undefined) return null
  const dataDir = await existing(config.dataDir)
  const uris = dataDir === null ? null : await urisOfHolder(dataDir)
  if (dataDir === null || !uris) return null
  const mongodbUri = config.services.mongodbUri ?? uris.mongodbUri
  const redisUrl = config.services.redisUrl ?? uris.redisUrl
  if (mongodbUri === undefined || redisUrl === undefined) return null
  return {
    mongodbUri,
    redisUrl,
    secrets: await secretsFor(config, dataDir),
    embedded: {
      mongo: config.services.mongodbUri === undefined,
      redis: config.services.redisUrl === undefined,
    },
    onDown: () => undefined,
    stop: () => Promise.resolve(),
  }
}

async function urisOfHolder(dataDir: string): Promise<Holder['uris'] | null> {
  const until = nowMs() + patience
  for (;;) {
    const holder = await currentHolder(dataDir)
    if (!holder || holder.uris || nowMs() > until) return holder?.uris ?? null
    await sleep(50)
  }
}

async function existing(path: string): Promise<string | null> {
  try {
    return await realpath(path)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null
    throw error
  }
}
