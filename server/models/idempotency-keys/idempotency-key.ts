import mongoose, { Schema } from 'mongoose'

/** What was answered to a write that a program named, so that the same write sent again is the same answer. */
export interface IdempotencyKeyRecord {
  /** Hash of who, route and key. */
  _id: string
  /** Hash of the body; another body under the same key is another write. */
  request: string
  /** Null while the first one is still being worked on. */
  answer: { status: number; body: unknown } | null
  createdAt: Date
}

const schema = new Schema<IdempotencyKeyRecord>(
  {
    _id: { type: String, required: true },
    request: { type: String, required: true },
    answer: { type: Schema.Types.Mixed, default: null },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'idempotencyKeys', minimize: false },
)
schema.index({ createdAt: 1 }, { expireAfterSeconds: 86_400 })

export const IdempotencyKey = mongoose.model<IdempotencyKeyRecord>('IdempotencyKey', schema)
