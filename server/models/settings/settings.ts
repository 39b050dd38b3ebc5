import { z } from 'zod'
import { now } from '../../lib/clock.js'
import { Invalid } from '../../lib/errors.js'
import { afterCommit, change, type Tx } from '../../lib/mongo.js'
import { audit, type Origin } from '../audits/audit.js'
import { shortCache } from '../short-cache.js'
import { Setting, type SettingRecord } from './setting.js'
import { isTimeZone } from '../../lib/time-zone.js'

const shapes = {
  organisationName: z.string().trim().min(1).max(120),
  defaultLocale: z.enum(['tr', 'en']),
  timeZone: z.string().refine(isTimeZone, { error: 'must be an IANA time zone' }),
  /** The address that mail of ours comes from when nothing closer names one. */
  workingAddress: z.email().max(320),
  /** Messages that link to one of these hosts, or below, are marked. */
  blockedLinkHosts: z.array(z.string().max(253)).max(500),
}

export type SettingKey = keyof typeof shapes
export type Settings = { [K in SettingKey]: z.infer<(typeof shapes)[K]> }

const cache = shortCache<Partial<Settings>>(5_000, 1)

/** What the organisation has set; what it has not set comes from `defaults` (the configuration's). Believed for 5 s. */
export async function all(defaults: Settings): Promise<Settings> {
  return { ...defaults, ...(await cache.get('all', () => readAll())) }
}

/** One setting, or undefined when nobody has set it. */
export async function get<K extends SettingKey>(key: K): Promise<Settings[K] | undefined> {
  return (await cache.get('all', () => readAll()))[key]
}

/**
 * Sets some settings at once and writes it to the audit.
 * @throws Invalid('bad_setting') with the name at fault; nothing is changed then
 */
export async function set(values: Partial<Settings>, by: Origin): Promise<void> {
  const checked = Object.entries(values).map(([key, value]) => [key, check(key, value)] as const)
  await change(async (tx) => {
    const before = await readAll(tx)
    for (const [key, value] of checked) {
      const $set = { value, updatedAt: now() }
      await Setting.updateOne({ _id: key }, { $set }, { upsert: true, session: tx })
    }
    const after = Object.fromEntries(checked)
    await audit({ action: 'settings.changed', thing: { kind: 'settings', id: 'all' }, before, after }, by, tx)
    afterCommit(tx, () => cache.clear())
  })
}

/** Forgets what was read; for tests that empty the database under it. */
export function forgetSettings(): void {
  cache.clear()
}

function check(key: string, value: unknown): unknown {
  if (!isKey(key)) throw new Invalid('bad_setting', { name: key, problem: 'unknown' })
  const parsed = shapes[key].safeParse(value)
  if (!parsed.success)
    throw new Invalid('bad_setting', { name: key, problem: parsed.error.issues[0]?.message ?? '' })
  return parsed.data
}

async function readAll(tx: Tx | null = null): Promise<Partial<Settings>> {
  const filter = { _id: { $in: Object.keys(shapes) } }
  const rows = await Setting.find(filter).session(tx).lean<SettingRecord[]>()
  return Object.fromEntries(rows.map((row) => [row._id, row.value]))
}

function isKey(key: string): key is SettingKey {
  return Object.hasOwn(shapes, key)
}
