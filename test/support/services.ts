import '../../server/lib/mongoose-settings.js'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readConfig, type Config } from '../../server/lib/config.js'
import { randomId } from '../../server/lib/ids.js'
import { silentLogger } from '../../server/lib/logger.js'
import { explainFailure, openServices, type ServiceName, type Services } from '../../server/embedded/index.js'
import { currentHolder } from '../../server/embedded/lock.js'

/** Everything the suite writes lies here; git ignores it. */
export const testData = resolve('.test-data')
/** Downloaded programs, shared by all runs. */
export const testBinaries = join(testData, 'binaries')

const runFolder = join(testData, `run-${process.pid}`)
let services: Services | undefined
/** Redis has sixteen; number 0 is everybody's. */
let redisDatabases = 0

/** Called by mocha once, before the first test: one mongod and one redis-server for the whole suite. */
export async function mochaGlobalSetup(): Promise<void> {
  removeDeadRuns()
  const config = testConfig({ DATA_DIR: runFolder })
  try {
    services = await openServices(config, silentLogger, {
      cacheGb: 0.25,
      binariesDir: testBinaries,
      say: sayProgress,
    })
  } catch (error) {
    const words = explainFailure(error)
    throw words === null ? error : new Error(words, { cause: error })
  }
}

/** Called by mocha once, after the last test, also when tests failed. */
export async function mochaGlobalTeardown(): Promise<void> {
  await services?.stop()
  rmSync(runFolder, { recursive: true, force: true })
}

export interface TestServices {
  mongodbUri: string
  redisUrl: string
  /** The address of a database that no other test uses. */
  freshDatabase(): string
  /** The address of a database of the Redis that no other test uses: processes have no prefix of their own. */
  freshRedis(): string
  /** A prefix for Redis keys that no other test uses. */
  freshPrefix(): string
  /** Kills a service as a crash would (SIGKILL); it is started again by itself on the same port with its data. */
  kill(service: ServiceName): Promise<void>
}

/** The suite's database and Redis, real ones. */
export function testServices(): TestServices {
  if (!services)
    throw new Error(
      'the test services do not run: start mocha in the repository, so that .mocharc.json holds',
    )
  const { mongodbUri, redisUrl } = services
  return {
    mongodbUri,
    redisUrl,
    freshDatabase: () => mongodbUri.replace('/redress?', `/test-${randomId()}?`),
    freshRedis: () => `${redisUrl}/${1 + (redisDatabases++ % 15)}`,
    freshPrefix: () => `test-${randomId()}`,
    kill: (service) => killService(runFolder, service),
  }
}

/** A configuration made as in production, from these variables alone. */
export function testConfig(env: Record<string, string> = {}): Config {
  return readConfig({ PORT: '0', INBOUND_SMTP_PORT: '0', LOG_LEVEL: 'silent', ...env })
}

/** Kills an embedded service of the process that holds this data folder. */
export async function killService(dataDir: string, service: ServiceName): Promise<void> {
  const holder = await currentHolder(dataDir)
  const name = service === 'mongo' ? 'mongod' : 'redis-server'
  const child = holder?.children.find((one) => one.name === name)
  if (!child) throw new Error(`no ${name} runs under ${dataDir}`)
  process.kill(child.pid, 'SIGKILL')
}

function sayProgress(text: string): void {
  if (!text.includes('data in')) process.stderr.write(`${text}\n`)
}

/** Folders of runs that were killed; their services ended with them. */
function removeDeadRuns(): void {
  mkdirSync(testData, { recursive: true })
  for (const name of readdirSync(testData)) {
    const pid = Number(/^run-(\d+)/.exec(name)?.[1] ?? 0)
    if (pid > 0 && !isThere(pid)) rmSync(join(testData, name), { recursive: true, force: true })
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
