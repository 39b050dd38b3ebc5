import mongoose, { Schema, type Types } from 'mongoose'

/** What a customer said of how their complaint was handled; asked once for a ticket. */
export interface SatisfactionRecord {
  _id: Types.ObjectId
  ticket: Types.ObjectId
  /** 1 (bad) to 5 (good); null while unanswered. */
  score: number | null
  comment: string
  askedAt: Date
  answeredAt: Date | null
}

const schema = new Schema<SatisfactionRecord>(
  {
    ticket: { type: Schema.Types.ObjectId, required: true },
    score: { type: Number, default: null, min: 1, max: 5 },
    comment: { type: String, default: '', maxlength: 4_000 },
    askedAt: { type: Date, required: true },
    answeredAt: { type: Date, default: null },
  },
  { versionKey: false, collection: 'satisfactions' },
)
schema.index({ ticket: 1 }, { unique: true })
schema.index({ answeredAt: 1 })

export const Satisfaction = mongoose.model<SatisfactionRecord>('Satisfaction', schema)
