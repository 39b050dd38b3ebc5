import mongoose, { Schema } from 'mongoose'

/** One thing that an organisation decides for itself. */
export interface SettingRecord {
  _id: string
  value: unknown
  updatedAt: Date
}

const schema = new Schema<SettingRecord>(
  {
    _id: { type: String, required: true, maxlength: 64 },
    value: { type: Schema.Types.Mixed },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'settings' },
)

export const Setting = mongoose.model<SettingRecord>('Setting', schema)
