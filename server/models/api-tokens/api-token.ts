import mongoose, { Schema, type Types } from 'mongoose'

/** A key by which a program acts as its user; the secret itself is not kept. */
export interface ApiTokenRecord {
  _id: Types.ObjectId
  user: Types.ObjectId
  name: string
  /** SHA-256 of the secret, which has 256 bits of its own. */
  hash: string
  createdAt: Date
  lastUsedAt: Date | null
  revocation?: { by: string | null; at: Date }
}

const revocation = new Schema(
  { by: { type: String, default: null }, at: { type: Date, required: true } },
  { _id: false },
)

const schema = new Schema<ApiTokenRecord>(
  {
    user: { type: Schema.Types.ObjectId, required: true },
    name: { type: String, required: true, maxlength: 120 },
    hash: { type: String, required: true },
    createdAt: { type: Date, required: true },
    lastUsedAt: { type: Date, default: null },
    revocation: { type: revocation },
  },
  { versionKey: false, collection: 'apiTokens' },
)
schema.index({ hash: 1 }, { unique: true })
schema.index({ user: 1, _id: -1 })

export const ApiToken = mongoose.model<ApiTokenRecord>('ApiToken', schema)
