import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { MongoClient } from 'mongodb'
import { openServices, type Services, type ServicesOptions } from '../../../server/embedded/index.js'
import type { Logger } from '../../../server/lib/logger.js'
import { silentLogger } from '../../../server/lib/logger.js'
import { testBinaries, testConfig, testData } from '../../support/services.js'

/** Programs of this suite's own run, found or downloaded when it began. */
export const options: ServicesOptions = { cacheGb: 0.25, binariesDir: testBinaries }

/** Gives each test its own folder and ends what it left running. */
export function sandbox(): {
  folder(): string
  open(dataDir: string, log?: Logger, env?: Record<string, string>): Promise<Services>
} {
  let folders: string[] = []
  let opened: Services[] = []
  afterEach(async function () {
    this.timeout(30_000)
    await Promise.all(opened.map((services) => services.stop()))
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    folders = []
    opened = []
  })
  return {
    folder: () => {
      const folder = mkdtempSync(join(testData, `run-${process.pid}-`))
      folders.push(folder)
      return folder
    },
    open: async (dataDir, log = silentLogger, env = {}) => {
      const services = await openServices(testConfig({ DATA_DIR: dataDir, ...env }), log, options)
      opened.push(services)
      return services
    },
  }
}

/** What open-services.ts says on stdout once its services run. */
export interface Opened {
  process: ChildProcess
  mongodbUri: string
  redisUrl: string
}

/** Opens services in a process of their own, so that it can be killed. */
export async function openInProcess(dataDir: string): Promise<Opened> {
  const script = join(dirname(fileURLToPath(import.meta.url)), 'open-services.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', script, resolve(dataDir)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error('the process ended before its services ran'))),
  ])) as [string]
  return { process: child, ...(JSON.parse(line) as { mongodbUri: string; redisUrl: string }) }
}

/** Kills a process of ours without giving it time for anything, and waits until it is gone. */
export async function killHard(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

/** Runs `body` on a database and closes the connection. */
export async function onMongo<T>(uri: string, body: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri)
  try {
    return await body(client)
  } finally {
    await client.close()
  }
}

/** The code and details of the error a promise rejects with; fails when it does not reject. */
export async function failureOf(
  promise: Promise<unknown>,
): Promise<{ code: string; details: Record<string, unknown>; error: unknown }> {
  const outcome = await promise.then(
    () => null,
    (error: unknown) => ({ error }),
  )
  if (!outcome) throw new Error('it was expected to fail and did not')
  const { code, details } = outcome.error as { code: string; details: Record<string, unknown> }
  return { code, details, error: outcome.error }
}
