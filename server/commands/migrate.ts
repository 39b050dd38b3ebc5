import type { Booted } from '../boot.js'
import { pendingMigrations } from '../models/migrations/index.js'
import type { CommandIo } from './io.js'

/**
 * `redress migrate`: brings the database to this version before processes of this version start (the Procfile's
 * release). Starting an instance migrates; this says what came of it: `{pending: []}`.
 */
export async function migrate(_args: string[], io: CommandIo, _instance: Booted): Promise<number> {
  const pending = await pendingMigrations()
  io.stdout(JSON.stringify({ pending }))
  return pending.length === 0 ? 0 : 1
}
