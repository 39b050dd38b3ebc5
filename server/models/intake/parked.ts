import mongoose, { Schema, Types } from 'mongoose'
import { after, days, hours, now, nowMs, seconds } from '../../lib/clock.js'
import type { Tx } from '../../lib/mongo.js'
import type { NormalisedEvent } from './message-shapes.js'

/** What speaks of a message that is not here yet. */
export type ParkedEvent = Extract<NormalisedEvent, { kind: 'edit' | 'delete' | 'reaction' | 'receipt' }>

/** An edit, a deletion or a receipt that came before its message; applied when that comes, dropped after a week. */
export interface ParkedRecord {
  _id: Types.ObjectId
  account: Types.ObjectId
  /** The provider's id of the message, or our own reference. */
  target: string
  event: ParkedEvent
  /** When somebody looks whether its target has come meanwhile. */
  checkAt: Date
  createdAt: Date
}

const schema = new Schema<ParkedRecord>(
  {
    account: { type: Schema.Types.ObjectId, required: true },
    target: { type: String, required: true, maxlength: 300 },
    event: { type: Schema.Types.Mixed, required: true },
    checkAt: { type: Date, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'parked' },
)
schema.index({ account: 1, target: 1 })
schema.index({ checkAt: 1 })
schema.index({ createdAt: 1 }, { expireAfterSeconds: days(7) / 1_000 })

export const Parked = mongoose.model<ParkedRecord>('Parked', schema)

/** Keeps an event until its target comes. */
export async function park(account: Types.ObjectId, target: string, event: ParkedEvent, tx?: Tx): Promise<void> {
  const record: ParkedRecord = { _id: new Types.ObjectId(), account, target: target.slice(0, 300), event, checkAt: after(seconds(2)), createdAt: now() }
  await Parked.insertMany([record], { lean: true, ...(tx ? { session: tx } : {}) })
} // prettier-ignore

/** What waits for any of these, oldest first, taken out inside `tx` (at most 100). */
export async function unpark(
  account: Types.ObjectId,
  targets: readonly string[],
  tx: Tx,
): Promise<ParkedEvent[]> {
  if (targets.length === 0) return []
  const waiting = await Parked.find({ account, target: { $in: targets } })
    .sort({ _id: 1 })
    .limit(100)
    .session(tx)
    .lean<ParkedRecord[]>()
  if (waiting.length > 0)
    await Parked.deleteMany({ _id: { $in: waiting.map(({ _id }) => _id) } }, { session: tx })
  return waiting.map(({ event }) => event)
}

/** What was parked and may have met its target without either seeing the other, oldest look first. */
export async function dueParked(limit: number): Promise<ParkedRecord[]> {
  return Parked.find({ checkAt: { $lte: now() } })
    .sort({ checkAt: 1 })
    .limit(limit)
    .lean<ParkedRecord[]>()
}

/** Looks again after as long as it has waited already, from five seconds to an hour. */
export async function checkLater({ _id, createdAt }: ParkedRecord): Promise<void> {
  const waited = nowMs() - createdAt.getTime()
  const checkAt = after(Math.min(Math.max(waited, seconds(5)), hours(1)))
  await Parked.updateOne({ _id }, { $set: { checkAt } })
}
