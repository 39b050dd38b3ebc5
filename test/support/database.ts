import mongoose from 'mongoose'
import { resetClock } from '../../server/lib/clock.js'
import { silentLogger } from '../../server/lib/logger.js'
import { connectMongo, disconnectMongo } from '../../server/lib/mongo.js'
import { forgetAccounts } from '../../server/models/channel-accounts/index.js'
import { ensureIndexes } from '../../server/models/migrations/index.js'
import { forgetKnowledge } from '../../server/models/rules/index.js'
import { forgetSettings } from '../../server/models/settings/index.js'
import { testServices } from './services.js'

let isIndexed = false

/**
 * Gives the tests of this describe a real database of the run's own, with all indexes, empty before each test
 * (emptied, not dropped), and the clock at the machine's time.
 */
export function useDatabase(): void {
  before(async () => {
    await connectMongo(databaseUri(), silentLogger)
    if (!isIndexed) await ensureIndexes(silentLogger)
    isIndexed = true
  })
  beforeEach(emptyDatabase)
  afterEach(() => resetClock())
  after(() => disconnectMongo())
}

/** Takes every document of every collection away; indexes stay. */
export async function emptyDatabase(): Promise<void> {
  const collections = (await mongoose.connection.db?.collections()) ?? []
  await Promise.all(collections.map((collection) => collection.deleteMany({})))
  forgetAccounts()
  forgetKnowledge()
  forgetSettings()
}

/** The database that `useDatabase` connects to. */
export function databaseUri(): string {
  const uri = new URL(testServices().mongodbUri)
  uri.pathname = `/redress-test-${process.pid}`
  return uri.toString()
}
