import { z } from 'zod'
import type { HealthPart } from '../../views/types.js'
import { now } from '../lib/clock.js'
import { quarantined } from '../models/intake/index.js'
import { countLetters } from '../models/outbox/index.js'
import { version } from './version.js'
import type { Web } from './web.js'

const queue = z.object({
  name: z.string(),
  waiting: z.number().int(),
  active: z.number().int(),
  delayed: z.number().int(),
  failed: z.number().int(),
})

export const systemJson = z.object({
  parts: z.array(z.object({ key: z.string(), state: z.enum(['ok', 'warning', 'down']), detail: z.string() })),
  queues: z.array(queue),
  versions: z.array(z.object({ name: z.string(), version: z.string() })),
  at: z.iso.datetime(),
})

/** What an admin wants to know of this installation at a glance. */
export async function systemState(web: Web): Promise<z.input<typeof systemJson>> {
  const [parts, queues, letters, parked] = await Promise.all([
    web.health(),
    queueRows(web),
    countLetters(['failed', 'unknown', 'kept']),
    quarantined(100),
  ])
  const mine: HealthPart[] = [
    counted('outbox', (letters['failed'] ?? 0) + (letters['unknown'] ?? 0)),
    counted('quarantine', parked.length),
    { key: 'smtp_out', state: web.config.email.smtpUrl === undefined ? 'warning' : 'ok', detail: '' },
  ]
  const versions = [
    { name: 'Redress', version },
    { name: 'Node', version: process.versions.node },
  ]
  return { parts: [...parts, ...mine], queues, versions, at: now().toISOString() }
}

/** The queues' counts as rows; none while Redis is away, which the health says. */
export function queueRows(web: Web): Promise<z.input<typeof queue>[]> {
  return web.queues().catch(() => [])
}

function counted(key: string, count: number): HealthPart {
  return { key, state: count === 0 ? 'ok' : 'warning', detail: count === 0 ? '' : String(count) }
}
