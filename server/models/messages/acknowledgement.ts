import mongoose, { Schema } from 'mongoose'
import { after, hours, now } from '../../lib/clock.js'
import type { Tx } from '../../lib/mongo.js'

/** How many automatic answers an address has had in the running day; MongoDB drops it afterwards. */
export interface AcknowledgementRecord {
  /** The address in lower case. */
  _id: string
  count: number
  until: Date
}

const schema = new Schema<AcknowledgementRecord>(
  {
    _id: { type: String, required: true },
    count: { type: Number, required: true },
    until: { type: Date, required: true },
  },
  { versionKey: false, collection: 'acknowledgements' },
)
schema.index({ until: 1 }, { expireAfterSeconds: 0 })

export const Acknowledgement = mongoose.model<AcknowledgementRecord>('Acknowledgement', schema)

const period = hours(24)
/** An address that anybody could have written in gets one: we are not to be made to write to a stranger. */
const limits = { unproven: 1, proven: 5 }

/**
 * Takes one of the automatic answers that an address may have in a day, inside the change that queues it.
 * @returns false when it has had them
 */
export async function mayAcknowledge(address: string, proven: boolean, tx: Tx): Promise<boolean> {
  const at = now()
  const known = await Acknowledgement.findById(address).session(tx).lean<AcknowledgementRecord>()
  const running = known && known.until > at ? known : { count: 0, until: after(period, at) }
  if (running.count >= limits[proven ? 'proven' : 'unproven']) return false
  const set = { count: running.count + 1, until: running.until }
  await Acknowledgement.updateOne({ _id: address }, { $set: set }, { upsert: true, session: tx })
  return true
}
