import mongoose, { Schema } from 'mongoose'
import { after, now } from './clock.js'
import { isDuplicate } from './mongo.js'

/** Who may do a thing that only one process does at a time; kept in MongoDB so that a flushed Redis changes nothing. */
interface LeaseRecord {
  _id: string
  owner: string
  until: Date
}

const schema = new Schema<LeaseRecord>({ _id: String, owner: String, until: Date }, { versionKey: false })
export const Lease = mongoose.model<LeaseRecord>('Lease', schema, 'leases')

/**
 * Takes or renews the lease `name` for `ms`; gives whether this owner holds it now.
 * An owner that dies loses it after `ms` at the latest.
 */
export async function holdLease(name: string, owner: string, ms: number): Promise<boolean> {
  const at = now()
  try {
    const held = await Lease.findOneAndUpdate(
      { _id: name, $or: [{ owner }, { until: { $lte: at } }] },
      { $set: { owner, until: after(ms, at) } },
      { upsert: true, returnDocument: 'after' },
    ).lean()
    return held.owner === owner
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
}

/** Gives the lease back early, if this owner holds it. */
export async function dropLease(name: string, owner: string): Promise<void> {
  await Lease.deleteOne({ _id: name, owner })
}

/** Whether anybody holds the lease now. */
export async function isLeased(name: string): Promise<boolean> {
  return (await Lease.exists({ _id: name, until: { $gt: now() } })) !== null
}
