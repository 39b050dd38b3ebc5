import mongoose, { Schema, type Types } from 'mongoose'

/** People who share tickets. A ticket of no team is everybody's. */
export interface TeamRecord {
  _id: Types.ObjectId
  name: string
  key: string
  /** One team is the default: new agents join it. */
  isDefault: boolean
  createdAt: Date
}

const schema = new Schema<TeamRecord>(
  {
    name: { type: String, required: true, maxlength: 120 },
    key: { type: String, required: true, match: /^[a-z0-9][a-z0-9-]{0,63}$/ },
    isDefault: { type: Boolean, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'teams' },
)
schema.index({ key: 1 }, { unique: true })
schema.index({ isDefault: 1 }, { unique: true, partialFilterExpression: { isDefault: true } })

export const Team = mongoose.model<TeamRecord>('Team', schema)
