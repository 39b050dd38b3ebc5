import mongoose, { Schema, type Types } from 'mongoose'
import { channelNames, type ChannelName } from '../intake/message-shapes.js'

/** One of our addresses, numbers or pages on a channel. Several accounts per channel are the rule. */
export interface ChannelAccountRecord {
  _id: Types.ObjectId
  channel: ChannelName
  key: string
  name: string
  addresses: string[]
  team: Types.ObjectId | null
  locale: 'tr' | 'en'
  enabled: boolean
  /** What the channel's setup names; e-mail: catchAll, acknowledge, fallbackCharset. */
  settings: Record<string, unknown>
  /** Each value sealed by server/lib/secrets.ts. */
  secrets: Record<string, string>
  version: number
  createdAt: Date
  updatedAt: Date
}

const schema = new Schema<ChannelAccountRecord>(
  {
    channel: { type: String, enum: channelNames, required: true },
    key: { type: String, required: true, match: /^[a-z0-9-]{1,64}$/ },
    name: { type: String, required: true, maxlength: 120 },
    addresses: [{ type: String, maxlength: 320 }],
    team: { type: Schema.Types.ObjectId, default: null },
    locale: { type: String, enum: ['tr', 'en'], required: true },
    enabled: { type: Boolean, required: true },
    settings: { type: Schema.Types.Mixed, default: {} },
    secrets: { type: Schema.Types.Mixed, default: {} },
    version: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'channelAccounts', minimize: false },
)
schema.index({ channel: 1, key: 1 }, { unique: true })
schema.index({ channel: 1, addresses: 1 })
// An address is one account's: what comes to it must not depend on which is found first. Accounts without are left out.
schema.index(
  { channel: 1, addresses: 1 },
  {
    name: 'one_account_an_address',
    unique: true,
    partialFilterExpression: { 'addresses.0': { $exists: true } },
  },
)

export const ChannelAccountModel = mongoose.model<ChannelAccountRecord>('ChannelAccount', schema)
