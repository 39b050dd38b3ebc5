import { minutes, now } from '../../lib/clock.js'
import { Conflict } from '../../lib/errors.js'
import { isDuplicate } from '../../lib/mongo.js'
import { IdempotencyKey, type IdempotencyKeyRecord } from './idempotency-key.js'

export type { IdempotencyKeyRecord } from './idempotency-key.js'

export interface KeptAnswer {
  status: number
  body: unknown
}

/** After this time a write that never answered is taken for dead, and its key may be used again. */
const abandoned = minutes(2)

/**
 * Claims a key for one write, or gives the answer that was kept under it.
 * @param id who, route and key; @param request hash of what was sent
 * @returns null when the caller is the first and must `keep` or `release`
 * @throws Conflict('idempotency_key_reused') for another body, Conflict('request_in_progress') while the first runs
 */
export async function claim(id: string, request: string): Promise<KeptAnswer | null> {
  const row: IdempotencyKeyRecord = { _id: id, request, answer: null, createdAt: now() }
  try {
    await IdempotencyKey.insertMany([row], { lean: true })
    return null
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
  return known(id, request)
}

/** Keeps what was answered, for a day. */
export async function keep(id: string, answer: KeptAnswer): Promise<void> {
  await IdempotencyKey.updateOne({ _id: id }, { $set: { answer } })
}

/** Gives a key back whose write failed, so that the same write may be tried again. */
export async function release(id: string): Promise<void> {
  await IdempotencyKey.deleteOne({ _id: id, answer: null })
}

async function known(id: string, request: string): Promise<KeptAnswer | null> {
  const row = await IdempotencyKey.findById(id).lean<IdempotencyKeyRecord>()
  if (!row) return claim(id, request)
  if (row.request !== request) throw new Conflict('idempotency_key_reused')
  if (row.answer) return row.answer
  const dead = { _id: id, answer: null, createdAt: { $lte: new Date(now().getTime() - abandoned) } }
  const taken = await IdempotencyKey.updateOne(dead, { $set: { createdAt: now() } })
  if (taken.modifiedCount === 1) return null
  throw new Conflict('request_in_progress')
}
