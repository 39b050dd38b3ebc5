import mongoose, { Schema, type Types } from 'mongoose'
import { priorities, type Priority } from '../tickets/ticket.js'

/** What a complaint is about; the leaf codes of the product's domain, renamed and retired by managers. */
export interface CategoryRecord {
  _id: Types.ObjectId
  key: string
  names: { tr: string; en: string }
  /** The priority of a ticket of this category when nothing else speaks. */
  defaultPriority: Priority
  /** A retired category is kept for old tickets and no longer chosen. */
  retired?: { by: string | null; at: Date }
  createdAt: Date
  updatedAt: Date
}

/** The category of what nothing was recognised in; it cannot be retired. */
export const otherCategory = 'other'

const names = new Schema(
  {
    tr: { type: String, required: true, maxlength: 120 },
    en: { type: String, required: true, maxlength: 120 },
  },
  { _id: false },
)
const retired = new Schema(
  { by: { type: String, default: null }, at: { type: Date, required: true } },
  { _id: false },
)

const schema = new Schema<CategoryRecord>(
  {
    key: { type: String, required: true, match: /^[a-z][a-z0-9_]{1,63}$/ },
    names: { type: names, required: true },
    defaultPriority: { type: String, enum: priorities, required: true },
    retired: { type: retired },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'categories' },
)
schema.index({ key: 1 }, { unique: true })

export const Category = mongoose.model<CategoryRecord>('Category', schema)
