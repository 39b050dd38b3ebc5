import mongoose, { Schema, type Types } from 'mongoose'
import { now } from '../../lib/clock.js'

/** Who brings parcels. */
export interface CarrierRecord {
  _id: Types.ObjectId
  key: string
  name: string
  createdAt: Date
}

const schema = new Schema<CarrierRecord>(
  {
    key: { type: String, required: true, match: /^[a-z0-9][a-z0-9-]{0,63}$/ },
    name: { type: String, required: true, maxlength: 120 },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'carriers' },
)
schema.index({ key: 1 }, { unique: true })

export const Carrier = mongoose.model<CarrierRecord>('Carrier', schema)

/** The carrier of this key, made or renamed when needed. */
export async function upsert(facts: { key: string; name: string }): Promise<CarrierRecord> {
  return Carrier.findOneAndUpdate(
    { key: facts.key },
    { $set: { name: facts.name }, $setOnInsert: { createdAt: now() } },
    { upsert: true, returnDocument: 'after', runValidators: true },
  ).lean<CarrierRecord>()
}

/** All carriers by key (at most 100). */
export async function list(): Promise<CarrierRecord[]> {
  return Carrier.find().sort({ key: 1 }).limit(100).lean<CarrierRecord[]>()
}
