import mongoose, { Schema, type Types } from 'mongoose'

/** One event on its way to one webhook, with what became of each attempt. */
export interface WebhookDeliveryRecord {
  _id: Types.ObjectId
  webhook: Types.ObjectId
  /** The id of the event, which is also the id that the receiver sees. */
  event: string
  state: 'due' | 'delivered' | 'failed'
  /** When the next attempt is due; null when there is none. */
  dueAt: Date | null
  attempts: { at: Date; status: number | null; error: string | null }[]
  createdAt: Date
}

const attempt = new Schema(
  {
    at: { type: Date, required: true },
    status: { type: Number, default: null },
    error: { type: String, default: null, maxlength: 500 },
  },
  { _id: false },
)

const schema = new Schema<WebhookDeliveryRecord>(
  {
    webhook: { type: Schema.Types.ObjectId, required: true },
    event: { type: String, required: true, maxlength: 100 },
    state: { type: String, enum: ['due', 'delivered', 'failed'], required: true },
    dueAt: { type: Date, default: null },
    attempts: { type: [attempt], default: [] },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'webhookDeliveries' },
)
schema.index({ webhook: 1, event: 1 }, { unique: true })
schema.index({ webhook: 1, _id: -1 })
schema.index({ dueAt: 1 }, { partialFilterExpression: { dueAt: { $gt: new Date(0) } } })

export const WebhookDelivery = mongoose.model<WebhookDeliveryRecord>('WebhookDelivery', schema)
