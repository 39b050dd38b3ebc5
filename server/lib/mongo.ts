import './mongoose-settings.js'
import mongoose, { type ClientSession } from 'mongoose'
import type { Logger } from './logger.js'

/** A running transaction: hand it to every read and write that belongs to the change. */
export type Tx = ClientSession

const commitHooks = new WeakMap<Tx, (() => void)[]>()

/**
 * Connects mongoose's default connection; resolves when the first server selection succeeded.
 * Buffering is off, so that a lost database is an error within `serverSelectionTimeoutMS` and not a hanging request.
 */
export async function connectMongo(
  uri: string,
  log: Logger,
  options: { poolSize?: number } = {},
): Promise<void> {
  watchConnection(log)
  await mongoose.connect(uri, {
    maxPoolSize: options.poolSize ?? 40,
    serverSelectionTimeoutMS: 5_000,
    heartbeatFrequencyMS: 2_000,
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
  })
}

/** Closes the connection; safe to call when there is none. */
export async function disconnectMongo(): Promise<void> {
  await mongoose.disconnect()
}

/** Whether the database answers within `ms`. */
export async function pingMongo(ms: number): Promise<boolean> {
  const db = mongoose.connection.db
  if (!db) return false
  const late = new Promise<false>((resolve) => setTimeout(resolve, ms, false).unref())
  const answer = db.command({ ping: 1 }).then(
    () => true,
    () => false,
  )
  return Promise.race([answer, late])
}

/**
 * The only transaction of the product: everything `body` writes with its `tx` is there afterwards, or nothing of it.
 * `body` may run several times (write conflicts, a lost primary), so it does no network calls and changes nothing
 * but the database.
 * @throws what `body` throws, after rolling back
 */
export async function change<T>(body: (tx: Tx) => Promise<T>): Promise<T> {
  const tx = await mongoose.startSession()
  try {
    const result = await tx.withTransaction(
      async () => {
        commitHooks.set(tx, [])
        return body(tx)
      },
      {
        writeConcern: { w: 'majority', journal: true },
        readConcern: { level: 'snapshot' },
        maxCommitTimeMS: 10_000,
      },
    )
    for (const hook of commitHooks.get(tx) ?? []) hook()
    return result
  } finally {
    commitHooks.delete(tx)
    await tx.endSession()
  }
}

/** Calls `hook` once this change is committed, never when it is rolled back; a hook must not throw. */
export function afterCommit(tx: Tx, hook: () => void): void {
  commitHooks.get(tx)?.push(hook)
}

/** Whether an error is a unique index saying that the document is there already (code 11000). */
export function isDuplicate(error: unknown, index?: string): boolean {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 11_000) return false
  return index === undefined || error.message.includes(index)
}

/** Whether an error says that the database cannot be reached now. */
export function isMongoDown(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^Mongo(ose)?(ServerSelection|Network|NotConnected|PoolCleared|TopologyClosed)/.test(error.name)
  )
}

let watched = false
function watchConnection(log: Logger): void {
  if (watched) return
  watched = true
  mongoose.connection.on('disconnected', () => log.warn('mongo disconnected'))
  mongoose.connection.on('connected', () => log.info('mongo connected'))
  mongoose.connection.on('error', (error: unknown) => log.error('mongo error', { error: String(error) }))
}
