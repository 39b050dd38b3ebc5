import mongoose, { Schema, type Types } from 'mongoose'
import { channelNames, type ChannelName } from '../intake/message-shapes.js'
import { locales, type Locale } from '../users/user.js'

/** Words that are sent again and again, in one language, for one channel or ('any') for all. */
export interface TemplateRecord {
  _id: Types.ObjectId
  key: string
  locale: Locale
  channel: ChannelName | 'any'
  subject: string
  body: string
  /** What it said before, the latest last; at most 20. */
  versions: { subject: string; body: string; by: string | null; at: Date }[]
  createdAt: Date
  updatedAt: Date
}

const words = {
  subject: { type: String, default: '', maxlength: 500 },
  body: { type: String, required: true, maxlength: 20_000 },
}
const version = new Schema(
  { ...words, by: { type: String, default: null }, at: { type: Date, required: true } },
  { _id: false },
)

const schema = new Schema<TemplateRecord>(
  {
    key: { type: String, required: true, match: /^[a-z][a-z0-9_]{1,63}$/ },
    locale: { type: String, enum: locales, required: true },
    channel: { type: String, enum: [...channelNames, 'any'], required: true },
    ...words,
    versions: { type: [version], default: [] },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'templates' },
)
schema.index({ key: 1, locale: 1, channel: 1 }, { unique: true })

export const Template = mongoose.model<TemplateRecord>('Template', schema)
