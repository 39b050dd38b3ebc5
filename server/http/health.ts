import type { RequestHandler } from 'express'
import type { HealthPart } from '../../views/types.js'
import { pingMongo } from '../lib/mongo.js'
import { pendingMigrations } from '../models/migrations/index.js'
import type { Web } from './web.js'

/** How long a part may take to answer before it counts as down. */
const patience = 1_500

/**
 * Asks the parts that every process needs.
 * @param pingRedis whether Redis answers within so many milliseconds
 * @param more further parts of this process, e.g. whether a worker runs
 */
export function makeHealth(
  pingRedis: (ms: number) => Promise<boolean>,
  more: () => Promise<HealthPart[]> = () => Promise.resolve([]),
): () => Promise<HealthPart[]> {
  return async () => {
    const [mongo, redis] = await Promise.all([pingMongo(patience), pingRedis(patience)])
    const rest = mongo ? await Promise.all([migrations(), more()]) : [down('migrations'), []]
    return [part('mongo', mongo), part('redis', redis), ...rest.flat()]
  }
}

/** `GET /healthz`: this process is alive. */
export const healthz: RequestHandler = (_req, res) => {
  res.json({ status: 'ok' })
}

/** `GET /readyz`: everything needed for work is there; 503 names what is not. */
export function readyz(web: Web): RequestHandler {
  return async (_req, res) => {
    const parts = await web.health()
    const failing = parts.filter(({ state }) => state === 'down').map(({ key }) => key)
    const status = failing.length === 0 ? 'ready' : 'not_ready'
    res
      .status(failing.length === 0 ? 200 : 503)
      .json({ status, parts: Object.fromEntries(parts.map(({ key, state }) => [key, state])), failing })
  }
}

async function migrations(): Promise<HealthPart> {
  const pending = await pendingMigrations()
  return { key: 'migrations', state: pending.length === 0 ? 'ok' : 'down', detail: pending.join(', ') }
}

function part(key: string, ok: boolean): HealthPart {
  return ok ? { key, state: 'ok', detail: '' } : down(key)
}

function down(key: string): HealthPart {
  return { key, state: 'down', detail: '' }
}
