import mongoose, { Schema, type Types } from 'mongoose'
import type { ActorRef } from '../actor.js'
import type { Because } from '../because.js'
import type { Claim } from './customer.js'

/** What a merge moved from one person to another, so that it can be undone. */
export interface MergeRecord {
  _id: Types.ObjectId
  from: Types.ObjectId
  into: Types.ObjectId
  by: ActorRef
  because: Because[]
  identities: Types.ObjectId[]
  tickets: Types.ObjectId[]
  orders: Types.ObjectId[]
  /** Claims that the other did not have, and the name where it had none. */
  claims?: Claim[]
  name?: string
  undone?: { by: ActorRef; at: Date }
  at: Date
}

const actor = new Schema({ kind: String, id: { type: String, default: null }, name: String }, { _id: false })
const ids = { type: [Schema.Types.ObjectId], default: [] }

const schema = new Schema<MergeRecord>(
  {
    from: { type: Schema.Types.ObjectId, required: true },
    into: { type: Schema.Types.ObjectId, required: true },
    by: { type: actor, required: true },
    because: [{ _id: false, code: String, detail: { type: String, maxlength: 500 } }],
    identities: ids,
    tickets: ids,
    orders: ids,
    claims: {
      type: [{ _id: false, type: { type: String }, value: { type: String, maxlength: 320 }, at: Date }],
      default: undefined,
    },
    name: { type: String, maxlength: 200 },
    undone: { type: new Schema({ by: actor, at: Date }, { _id: false }) },
    at: { type: Date, required: true },
  },
  { versionKey: false, collection: 'customerMerges' },
)
schema.index({ into: 1, at: -1 })
schema.index({ from: 1, at: -1 })

export const Merge = mongoose.model<MergeRecord>('CustomerMerge', schema)
