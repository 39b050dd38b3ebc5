import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { seconds } from '../lib/clock.js'
import type { Config } from '../lib/config.js'
import type { Logger } from '../lib/logger.js'
import { findBinary, type FoundBinary, type Program } from './binaries.js'
import { usableFolder } from './folder.js'
import { holdFolder, type ChildEntry, type FolderLock } from './lock.js'
import { mongodProgram, mongodService } from './mongod.js'
import { endProcess, inspectProcess } from './processes.js'
import { redisProgram, redisService } from './redis-server.js'
import { secretsFor, type Secrets } from './secrets.js'
import { supervise, type EmbeddedService, type Supervised } from './supervise.js'

export type ServiceName = 'mongo' | 'redis'

/** A database and a Redis that take commands, wherever they run. */
export interface Services {
  mongodbUri: string
  redisUrl: string
  secrets: Secrets
  /** Which of them were started here (or by the process attached to). */
  embedded: { mongo: boolean; redis: boolean }
  /** Calls back each time an embedded service has died by itself; it is being started again by then. */
  onDown(callback: (service: ServiceName) => void): void
  /** Ends what was started here, cleanly; idempotent. */
  stop(): Promise<void>
}

export interface ServicesOptions {
  /** WiredTiger's cache in GB; default 0.5. */
  cacheGb?: number
  /** Folder of downloaded programs; default `<dataDir>/binaries`. */
  binariesDir?: string
  /** Free bytes the data folder must have; default 300 MB. */
  minFreeBytes?: number
  /** Takes lines for the person at the terminal: downloads, and which program was taken. */
  say?: (text: string) => void
}

/**
 * Gives a database and a Redis: those configured, or else embedded ones with their data under config.dataDir, started
 * in parallel, kept running, and ended by stop() or with this process.
 * @throws EmbeddedFailure (failure.ts lists the codes), Conflict data_folder_in_use
 */
export async function openServices(
  config: Config,
  log: Logger,
  options: ServicesOptions = {},
): Promise<Services> {
  const { mongodbUri, redisUrl } = config.services
  if (mongodbUri !== undefined && redisUrl !== undefined) return elsewhere(config, mongodbUri, redisUrl)
  const dataDir = await usableFolder(config.dataDir, options.minFreeBytes)
  const lock = await holdFolder(dataDir, servedUrl(config))
  const opening: Opening = { config, log, options, dataDir, lock, children: [], running: [], listeners: [] }
  try {
    await endLeftovers(opening)
    return await startMissing(opening)
  } catch (error) {
    await close(opening)
    throw error
  }
}

/** What start and stop share while services run. */
interface Opening {
  config: Config
  log: Logger
  options: ServicesOptions
  dataDir: string
  lock: FolderLock
  children: ChildEntry[]
  running: Supervised[]
  listeners: ((service: ServiceName) => void)[]
  closing?: Promise<void>
}

async function elsewhere(config: Config, mongodbUri: string, redisUrl: string): Promise<Services> {
  return {
    mongodbUri,
    redisUrl,
    secrets: await secretsFor(config, resolve(config.dataDir)),
    embedded: { mongo: false, redis: false },
    onDown: () => undefined,
    stop: () => Promise.resolve(),
  }
}

/** Where people reach the holder; a port chosen by the system is not known yet. */
function servedUrl({ web }: Config): string | undefined {
  return web.port === 0 ? undefined : web.publicBaseUrl
}

/** Ends what a former holder left behind when it was killed; a pid given away since is told by its start time. */
async function endLeftovers({ lock, log }: Opening): Promise<void> {
  for (const { name, pid, started } of lock.leftovers) {
    await endProcess(pid, (facts) => facts.started === started, seconds(10))
    log.info('embedded service of a dead process ended', { service: name, pid })
  }
}

async function startMissing(opening: Opening): Promise<Services> {
  const { services } = opening.config
  const embedded = { mongo: services.mongodbUri === undefined, redis: services.redisUrl === undefined }
  const secrets = await secretsFor(opening.config, opening.dataDir)
  // each start is waited for even when the other has failed: a service that came up afterwards would be left behind
  const [mongo, redis] = await Promise.allSettled([
    services.mongodbUri ?? startMongo(opening),
    services.redisUrl ?? startRedis(opening),
  ])
  if (mongo.status === 'rejected') throw mongo.reason
  if (redis.status === 'rejected') throw redis.reason
  opening.lock.update({
    uris: {
      ...(embedded.mongo ? { mongodbUri: mongo.value } : {}),
      ...(embedded.redis ? { redisUrl: redis.value } : {}),
    },
  })
  return {
    mongodbUri: mongo.value,
    redisUrl: redis.value,
    secrets,
    embedded,
    onDown: (callback) => void opening.listeners.push(callback),
    stop: () => close(opening),
  }
}

async function startMongo(opening: Opening): Promise<string> {
  const found = await findFor(opening, mongodProgram, opening.config.services.mongodBinary)
  const service = await mongodService(opening.dataDir, found.path, opening.options.cacheGb ?? 0.5)
  return start(opening, 'mongo', service, found)
}

async function startRedis(opening: Opening): Promise<string> {
  const found = await findFor(opening, redisProgram, opening.config.services.redisBinary)
  const service = await redisService(opening.dataDir, found.path)
  return start(opening, 'redis', service, found)
}

function findFor({ options, dataDir }: Opening, program: Program, configured?: string): Promise<FoundBinary> {
  const binariesDir = resolve(options.binariesDir ?? join(dataDir, 'binaries'))
  return findBinary(program, { configured, binariesDir, say: options.say ?? (() => undefined) })
}

async function start(
  opening: Opening,
  kind: ServiceName,
  service: EmbeddedService,
  found: FoundBinary,
): Promise<string> {
  const { log, options, children, lock } = opening
  const { name, dataPath, uri } = service
  options.say?.(`${name} ${found.version} ${found.from} (${found.path}), data in ${dataPath}`)
  log.debug('embedded service starts', {
    service: name,
    version: found.version,
    from: found.from,
    path: found.path,
    data: dataPath,
  })
  await mkdir(join(opening.dataDir, 'logs'), { recursive: true })
  const supervised = await supervise(service, {
    log,
    started: (pid) => {
      const others = children.filter((child) => child.name !== name)
      const child = { name, pid, started: inspectProcess(pid)?.started ?? '' }
      children.splice(0, children.length, ...others, child)
      lock.update({ children })
    },
    died: () => opening.listeners.forEach((listener) => listener(kind)),
  })
  opening.running.push(supervised)
  return uri
}

function close(opening: Opening): Promise<void> {
  opening.closing ??= (async () => {
    await Promise.all(opening.running.map((one) => one.stop()))
    opening.lock.release()
  })()
  return opening.closing
}
