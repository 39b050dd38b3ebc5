import type { Request } from 'express'
import { Invalid } from '../../lib/errors.js'
import { sha256 } from '../../lib/ids.js'
import * as keys from '../../models/idempotency-keys/index.js'
import { answer, type Answer } from './route.js'

/**
 * Runs a write once for its `Idempotency-Key`: the same key, route and user again gets the first answer. Without a key,
 * or for nobody in particular, it simply runs.
 * @throws Conflict('idempotency_key_reused' | 'request_in_progress'), Invalid('idempotency_key_invalid')
 */
export async function once(req: Request, run: () => Promise<Answer | null>): Promise<Answer | null> {
  const key = req.headers['idempotency-key']
  if (key === undefined || !req.viewer) return run()
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key))
    throw new Invalid('idempotency_key_invalid')
  const id = sha256([req.viewer.actor.id, req.method, req.originalUrl.split('?')[0], key].join('\n'))
  const kept = await keys.claim(id, sha256(JSON.stringify(req.body ?? null)))
  if (kept) return answer(kept.status, kept.body ?? undefined)
  return keepAnswer(id, run)
}

async function keepAnswer(id: string, run: () => Promise<Answer | null>): Promise<Answer | null> {
  let result: Answer | null
  try {
    result = await run()
  } catch (error) {
    // What failed has changed nothing, so the caller may mend it and try again under the same key.
    await keys.release(id)
    throw error
  }
  if (result) await keys.keep(id, { status: result.status, body: plain(result.body) })
  else await keys.release(id)
  return result
}

/** As it goes over the wire: dates are texts, ids are texts. */
function plain(body: unknown): unknown {
  return body === undefined ? null : (JSON.parse(JSON.stringify(body)) as unknown)
}
