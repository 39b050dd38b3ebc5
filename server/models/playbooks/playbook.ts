import mongoose, { Schema, type Types } from 'mongoose'

/** What an agent does step by step with one kind of problem. */
export interface PlaybookRecord {
  _id: Types.ObjectId
  key: string
  names: { tr: string; en: string }
  /** Categories for which it is offered. */
  categories: string[]
  steps: { texts: { tr: string; en: string }; template: string | null }[]
  createdAt: Date
  updatedAt: Date
}

const texts = (maxlength: number) =>
  new Schema(
    { tr: { type: String, required: true, maxlength }, en: { type: String, required: true, maxlength } },
    { _id: false },
  )
const step = new Schema(
  {
    texts: { type: texts(2_000), required: true },
    template: { type: String, default: null, maxlength: 64 },
  },
  { _id: false },
)

const schema = new Schema<PlaybookRecord>(
  {
    key: { type: String, required: true, match: /^[a-z][a-z0-9_]{1,63}$/ },
    names: { type: texts(120), required: true },
    categories: { type: [{ type: String, maxlength: 64 }], default: [] },
    steps: { type: [step], default: [] },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'playbooks' },
)
schema.index({ key: 1 }, { unique: true })
schema.index({ categories: 1, _id: 1 })

export const Playbook = mongoose.model<PlaybookRecord>('Playbook', schema)
