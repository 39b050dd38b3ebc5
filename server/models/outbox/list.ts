import type { Types } from 'mongoose'
import { NotFound } from '../../lib/errors.js'
import { Outbox, type OutboxRecord, type OutboxState } from './outbox.js'

/** Letters in the given states, newest first, keyset-paged. */
export async function listLetters(
  states: OutboxState[],
  limit: number,
  before?: { createdAt: Date; _id: Types.ObjectId },
): Promise<OutboxRecord[]> {
  const page = before
    ? {
        $or: [
          { createdAt: { $lt: before.createdAt } },
          { createdAt: before.createdAt, _id: { $lt: before._id } },
        ],
      }
    : {}
  return Outbox.find({ state: { $in: states }, ...page })
    .sort({ createdAt: -1, _id: -1 })
    .limit(Math.min(limit, 100))
    .lean<OutboxRecord[]>()
}

/** @throws NotFound('letter_not_found') */
export async function letterOfMessage(message: Types.ObjectId): Promise<OutboxRecord> {
  const letter = await Outbox.findOne({ message }).lean<OutboxRecord>()
  if (!letter) throw new NotFound('letter_not_found')
  return letter
}

/** How many letters are in each state that needs somebody, counted up to 1,000. */
export async function countLetters(states: OutboxState[]): Promise<Record<string, number>> {
  const counts = await Promise.all(states.map((state) => Outbox.countDocuments({ state }).limit(1_000)))
  return Object.fromEntries(states.map((state, index) => [state, counts[index] ?? 0]))
}
