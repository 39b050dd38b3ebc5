import mongoose, { Schema, type Types } from 'mongoose'
import type { ActorRef } from '../actor.js'

/** A file: its bytes lie in the blob store, its rights are those of its ticket. */
export interface AttachmentRecord {
  _id: Types.ObjectId
  /** Null while an upload waits for its message. */
  ticket: Types.ObjectId | null
  message: Types.ObjectId | null
  by: ActorRef
  name: string
  type: string
  size: number
  /** '' while its bytes are not here. */
  blob: string
  inline: boolean
  contentId?: string
  /** Its bytes are still fetched from the provider, or could not be; absent when they are here. */
  state?: 'pending' | 'failed'
  /** Where they are fetched from, in the words of the account's channel; may carry a token, never shown. */
  ref?: string
  account?: Types.ObjectId
  attempts?: number
  /** When it may be tried (again); a sweep finds what no hint reached. */
  nextAt?: Date
  /** Of a failed one: an error's code. */
  reason?: string
  createdAt: Date
}

const schema = new Schema<AttachmentRecord>(
  {
    ticket: { type: Schema.Types.ObjectId, default: null },
    message: { type: Schema.Types.ObjectId, default: null },
    by: { type: new Schema({ kind: String, id: String, name: String }, { _id: false }), required: true },
    name: { type: String, required: true, maxlength: 255 },
    type: { type: String, required: true, maxlength: 200 },
    size: { type: Number, required: true },
    blob: { type: String, default: '' },
    inline: { type: Boolean, default: false },
    contentId: { type: String, maxlength: 500 },
    state: { type: String, enum: ['pending', 'failed'] },
    ref: String,
    account: Schema.Types.ObjectId,
    attempts: Number,
    nextAt: Date,
    reason: { type: String, maxlength: 100 },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'attachments' },
)
schema.index({ message: 1 })
schema.index({ ticket: 1, createdAt: 1 })
schema.index({ nextAt: 1 }, { partialFilterExpression: { state: 'pending' } })
schema.index({ createdAt: 1 }, { partialFilterExpression: { message: null } })
schema.index({ blob: 1 })

export const Attachment = mongoose.model<AttachmentRecord>('Attachment', schema)
