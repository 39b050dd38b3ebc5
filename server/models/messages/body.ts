import mongoose, { Schema, type Types } from 'mongoose'

/** Everything readable of a message beyond its own new text, kept apart so that lists and threads stay small. */
export interface BodyRecord {
  /** The message's id. */
  _id: Types.ObjectId
  /** Whole text, quotes included. */
  fullText: string
  /** As received, never sanitised here; sanitised when shown. */
  html?: string
}

const bodySchema = new Schema<BodyRecord>(
  { _id: Schema.Types.ObjectId, fullText: String, html: String },
  { versionKey: false, collection: 'bodies' },
)
export const Body = mongoose.model<BodyRecord>('Body', bodySchema)
