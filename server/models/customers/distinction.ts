import mongoose, { Schema, Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { actorRef, type Actor, type ActorRef } from '../actor.js'

/** Somebody has looked and said that these two are different people; whichever of them is asked about. */
export interface DistinctionRecord {
  _id: Types.ObjectId
  /** Both ids, the smaller first. */
  pair: string
  /** Either of them. */
  people: Types.ObjectId[]
  by: ActorRef
  at: Date
}

const schema = new Schema<DistinctionRecord>(
  {
    pair: { type: String, required: true, maxlength: 64 },
    people: { type: [Schema.Types.ObjectId], required: true },
    by: {
      type: new Schema({ kind: String, id: { type: String, default: null }, name: String }, { _id: false }),
      required: true,
    },
    at: { type: Date, required: true },
  },
  { versionKey: false, collection: 'customerDistinctions' },
)
schema.index({ pair: 1 }, { unique: true })
schema.index({ people: 1 })

export const Distinction = mongoose.model<DistinctionRecord>('CustomerDistinction', schema)

/** Remembers that two people are two: neither is suggested for the other any more. Said twice it is said once. */
export async function tellDistinct(a: Types.ObjectId, b: Types.ObjectId, by: Actor): Promise<void> {
  const fresh = { _id: new Types.ObjectId(), people: [a, b], by: actorRef(by), at: now() }
  await Distinction.updateOne({ pair: pairOf(a, b) }, { $setOnInsert: fresh }, { upsert: true })
}

/** Takes that back: they may be suggested again. */
export async function forgetDistinct(a: Types.ObjectId, b: Types.ObjectId): Promise<void> {
  await Distinction.deleteOne({ pair: pairOf(a, b) })
}

/** Who was told apart from this person (ids as hex; at most 500). */
export async function distinctFrom(customer: Types.ObjectId): Promise<Set<string>> {
  const rows = await Distinction.find({ people: customer }, { people: 1 })
    .limit(500)
    .lean<Pick<DistinctionRecord, 'people'>[]>()
  return new Set(rows.flatMap(({ people }) => people.map(String)).filter((id) => id !== String(customer)))
}

function pairOf(a: Types.ObjectId, b: Types.ObjectId): string {
  return [a.toHexString(), b.toHexString()].sort().join(':')
}
