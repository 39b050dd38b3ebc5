import mongoose, { Schema, type Types } from 'mongoose'

export const notificationKinds = [
  'assigned',
  'mentioned',
  'replied',
  'sla_warning',
  'sla_breached',
  'dispute_due',
  'delivery_failed',
  'task_due',
] as const
export type NotificationKind = (typeof notificationKinds)[number]

/** Something a colleague should know, once for its cause. */
export interface NotificationRecord {
  _id: Types.ObjectId
  user: Types.ObjectId
  kind: NotificationKind
  ticket: Types.ObjectId | null
  /** The id of the event behind it, or another text that names the cause. */
  event: string
  readAt: Date | null
  /** Whether it goes out by mail as well. */
  mailState: 'none' | 'due' | 'sent' | 'failed'
  createdAt: Date
}

const schema = new Schema<NotificationRecord>(
  {
    user: { type: Schema.Types.ObjectId, required: true },
    kind: { type: String, enum: notificationKinds, required: true },
    ticket: { type: Schema.Types.ObjectId, default: null },
    event: { type: String, required: true, maxlength: 100 },
    readAt: { type: Date, default: null },
    mailState: { type: String, enum: ['none', 'due', 'sent', 'failed'], required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'notifications' },
)
schema.index({ user: 1, event: 1 }, { unique: true })
schema.index({ user: 1, _id: -1 })
schema.index({ user: 1, readAt: 1, _id: -1 })
schema.index({ mailState: 1, createdAt: 1 }, { partialFilterExpression: { mailState: 'due' } })

export const Notification = mongoose.model<NotificationRecord>('Notification', schema)
