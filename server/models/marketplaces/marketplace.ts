import mongoose, { Schema, type Types } from 'mongoose'
import { now } from '../../lib/clock.js'

/** Where orders are placed; one's own shop counts as one. */
export interface MarketplaceRecord {
  _id: Types.ObjectId
  /** Lower-case letters, digits and dashes; part of connector addresses. */
  key: string
  name: string
  createdAt: Date
}

const schema = new Schema<MarketplaceRecord>(
  {
    key: { type: String, required: true, match: /^[a-z0-9][a-z0-9-]{0,63}$/ },
    name: { type: String, required: true, maxlength: 120 },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'marketplaces' },
)
schema.index({ key: 1 }, { unique: true })

export const Marketplace = mongoose.model<MarketplaceRecord>('Marketplace', schema)

/** The marketplace of this key, made or renamed when needed. */
export async function upsert(facts: { key: string; name: string }): Promise<MarketplaceRecord> {
  return Marketplace.findOneAndUpdate(
    { key: facts.key },
    { $set: { name: facts.name }, $setOnInsert: { createdAt: now() } },
    { upsert: true, returnDocument: 'after', runValidators: true },
  ).lean<MarketplaceRecord>()
}

/** All marketplaces by key (at most 100). */
export async function list(): Promise<MarketplaceRecord[]> {
  return Marketplace.find().sort({ key: 1 }).limit(100).lean<MarketplaceRecord[]>()
}
