import mongoose, { Schema, type Types } from 'mongoose'

/** Somebody else's address that is told of our events. */
export interface WebhookRecord {
  _id: Types.ObjectId
  url: string
  /** Signing secret, sealed by server/lib/secrets.ts. */
  secret: string
  /** Names of events; '*' for all. */
  events: string[]
  disabledAt: Date | null
  createdAt: Date
  updatedAt: Date
}

const schema = new Schema<WebhookRecord>(
  {
    url: { type: String, required: true, maxlength: 2_000 },
    secret: { type: String, required: true, maxlength: 1_000 },
    events: { type: [{ type: String, maxlength: 64 }], required: true },
    disabledAt: { type: Date, default: null },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'webhooks' },
)
schema.index({ disabledAt: 1, events: 1 })

export const Webhook = mongoose.model<WebhookRecord>('Webhook', schema)
