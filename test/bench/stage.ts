import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import mongoose, { type Connection } from 'mongoose'
import { boot } from '../../server/boot.js'
import { fillWith } from '../../server/commands/fill.js'
import { openServices, type Services } from '../../server/embedded/index.js'
import { readConfig } from '../../server/lib/config.js'
import { silentLogger } from '../../server/lib/logger.js'
import { system } from '../../server/models/actor.js'
import * as apiTokens from '../../server/models/api-tokens/index.js'
import * as users from '../../server/models/users/index.js'
import { freePort } from '../support/ports.js'
import { startProcess, type Running } from '../support/processes.js'
import { root } from '../support/sources.js'

/** The volume of the benches, kept under .bench-data; `--big` makes twenty times as much. */
export const usualVolume = { tickets: 50_000, messages: 103_600, open: 20_145, customers: 5_000, agents: 10 }
export const bigVolume = {
  tickets: 1_000_000,
  messages: 2_072_000,
  open: 50_000,
  customers: 100_000,
  agents: 10,
}

/** A running instance on a database of the bench's own services. */
export interface Stage {
  url: string
  smtpPort: number
  /** API tokens of two people. */
  tokens: [string, string]
  /** The same database without mongoose models, for the bare reference. */
  database: Connection
  web: Running
  worker: Running
  stop(): Promise<void>
}

export interface Bench {
  name: string
  /** Whether it needs the volume; the others begin on an empty database. */
  filled: boolean
  run(stage: Stage): Promise<Figure[]>
}

export interface Figure {
  name: string
  value: number
  unit: string
  /** What it should be, e.g. `>= 300`. */
  target?: string
}

export async function openBench(say: (line: string) => void): Promise<Services> {
  const dataDir = resolve(root, '.bench-data')
  mkdirSync(dataDir, { recursive: true })
  return openServices(readConfig({ DATA_DIR: dataDir }), silentLogger, { say, cacheGb: 1 })
}

/** Web and worker processes of the built product, with two people to act as. */
export async function openStage(
  services: Services,
  bench: Bench,
  volume: typeof usualVolume,
  say: (line: string) => void,
): Promise<Stage> {
  const name = bench.filled ? (volume === usualVolume ? 'redress' : 'redress-big') : `bench-${bench.name}`
  const uri = services.mongodbUri.replace('/redress?', `/${name}?`)
  if (!bench.filled) await dropDatabase(uri)
  const smtpPort = await freePort()
  const env = environmentOf(services, uri, smtpPort)
  const tokens = await prepare(env, bench.filled ? volume : null, say)
  const logs = resolve(root, '.bench-data')
  const database = await mongoose.createConnection(uri).asPromise()
  const worker = await startProcess('worker', env, logs)
  const web = await startProcess('web', env, logs)
  return {
    url: web.url, smtpPort, tokens, database, web, worker,
    async stop() {
      await Promise.all([web.stop(), worker.stop()])
      await database.close()
    },
  } // prettier-ignore
}

async function dropDatabase(uri: string): Promise<void> {
  const connection = await mongoose.createConnection(uri).asPromise()
  await connection.dropDatabase()
  await connection.close()
}

function environmentOf(
  { redisUrl, secrets }: Services,
  uri: string,
  smtpPort: number,
): Record<string, string> {
  return {
    MONGODB_URI: uri, REDIS_URL: redisUrl, SESSION_SECRET: secrets.sessionSecret, SECRETS_KEY: secrets.secretsKey,
    DATA_DIR: resolve(root, '.bench-data'), BLOB_STORE: 'disk', PORT: '0', INBOUND_SMTP_PORT: String(smtpPort),
    LOG_LEVEL: 'info',
  } // prettier-ignore
}

/** Migrates, fills where asked, and makes the people; the connection of this process is given back afterwards. */
async function prepare(
  env: Record<string, string>,
  volume: typeof usualVolume | null,
  say: (line: string) => void,
): Promise<[string, string]> {
  const instance = await boot(env, { kind: 'command', log: silentLogger, say })
  try {
    if (volume) await fillWith(volume, instance, (made) => say(`filled ${made} of ${volume.tickets} tickets`))
    return [await tokenOf('bir'), await tokenOf('iki')]
  } finally {
    await instance.stop()
  }
}

async function tokenOf(name: string): Promise<string> {
  const email = `${name}@bench.example`
  const known = await users.byEmail(email)
  const user = known ?? (await makeUser(email, name))
  const { secret } = await apiTokens.create(
    { userId: user._id.toHexString(), name: 'bench' },
    { actor: system },
  )
  return secret
}

async function makeUser(email: string, name: string) {
  const invitation = { email, name, role: 'admin', locale: 'tr', timeZone: 'Europe/Istanbul' } as const
  const { token } = await users.invite(invitation, { actor: system })
  return users.acceptInvitation(token, { password: `${name}-${token}`.slice(0, 40) })
}
