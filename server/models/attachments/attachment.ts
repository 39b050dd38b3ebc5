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
  blob: string
  inline: boolean
  contentId?: string
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
    blob: { type: String, required: true },
    inline: { type: Boolean, default: false },
    contentId: { type: String, maxlength: 500 },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'attachments' },
)
schema.index({ message: 1 })
schema.index({ ticket: 1, createdAt: 1 })

export const Attachment = mongoose.model<AttachmentRecord>('Attachment', schema)
