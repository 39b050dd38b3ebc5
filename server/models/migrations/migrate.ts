import { minutes, nowMs, now, seconds, sleep } from '../../lib/clock.js'
import { Conflict } from '../../lib/errors.js'
import { randomId } from '../../lib/ids.js'
import { dropLease, holdLease } from '../../lib/lease.js'
import type { Logger } from '../../lib/logger.js'
import { ensureIndexes } from './ensure-indexes.js'
import { Migration, steps, type MigrationRecord, type Step } from './steps.js'

const lease = 'migrate'
const held = minutes(1)

/**
 * Brings the database to what this version needs: collections and indexes first, at every start, then the steps that
 * have not run, in order, each once. A process that comes while another is at the steps waits for it.
 * @param patience how long to wait for the other (ms)
 * @throws Conflict('migration_running') when the other is not done by then; what a step throws
 */
export async function migrate(
  log: Logger,
  options: { steps?: readonly Step[]; patience?: number } = {},
): Promise<void> {
  const all = options.steps ?? steps
  await ensureIndexes(log)
  if ((await pendingMigrations(all)).length === 0) return
  const owner = randomId()
  await takeLease(owner, options.patience ?? minutes(2))
  const renewal = setInterval(() => void renew(owner, log), held / 3)
  try {
    for (const name of await pendingMigrations(all)) await runStep(name, all, log)
  } finally {
    clearInterval(renewal)
    await dropLease(lease, owner)
  }
}

/** Names of the steps that have not run yet, in order. */
export async function pendingMigrations(all: readonly Step[] = steps): Promise<string[]> {
  const rows = await Migration.find({ _id: { $in: all.map(({ name }) => name) } }).lean<MigrationRecord[]>()
  const done = new Set(rows.map((row) => row._id))
  return all.map(({ name }) => name).filter((name) => !done.has(name))
}

async function runStep(name: string, all: readonly Step[], log: Logger): Promise<void> {
  const step = all.find((one) => one.name === name)
  if (step === undefined) return
  const started = nowMs()
  await step.run()
  await Migration.create({ _id: name, at: now() })
  log.info('migration done', { name, ms: nowMs() - started })
}

async function takeLease(owner: string, patience: number): Promise<void> {
  const until = nowMs() + patience
  while (!(await holdLease(lease, owner, held))) {
    if (nowMs() > until) throw new Conflict('migration_running')
    await sleep(seconds(0.1))
  }
}

/** A renewal that fails is tried again a third of the lease later; a step that outlives its lease is safe to repeat. */
async function renew(owner: string, log: Logger): Promise<void> {
  try {
    await holdLease(lease, owner, held)
  } catch (error) {
    log.warn('migration lease not renewed', { error: String(error) })
  }
}
