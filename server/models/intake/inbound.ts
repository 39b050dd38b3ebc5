import mongoose, { Schema, type Types } from 'mongoose'
import { channelNames, type ChannelName } from './message-shapes.js'

export const inboundStates = ['received', 'processed', 'ignored', 'quarantined'] as const
export type InboundState = (typeof inboundStates)[number]

/** What became of one event of a delivery. */
export interface InboundOutcome {
  outcome: 'stored' | 'duplicate' | 'ignored' | 'receipt'
  reason: string | null
  ticket: Types.ObjectId | null
  ticketNumber: number | null
  message: Types.ObjectId | null
}

/** A delivery as it was taken in at the door: its bytes are kept and can be replayed. */
export interface InboundRecord {
  _id: Types.ObjectId
  channel: ChannelName
  account: Types.ObjectId
  /** Same delivery, same key: unique within channel and account. */
  key: string
  /** Where the bytes lie in the blob store; '' when they stand in `inline`. Read them with rawBytes(). */
  blob: string
  inline?: InstanceType<typeof mongoose.mongo.Binary>
  sha256: string
  size: number
  transport: Record<string, string>
  state: InboundState
  attempts: number
  /** When it may be tried (again); a sweep finds what no hint reached. */
  nextAt: Date | null
  error?: { code: string; detail: string; at: Date }
  outcomes: InboundOutcome[]
  receivedAt: Date
  processedAt?: Date
}

const schema = new Schema<InboundRecord>(
  {
    channel: { type: String, enum: channelNames, required: true },
    account: { type: Schema.Types.ObjectId, required: true },
    key: { type: String, required: true, maxlength: 200 },
    blob: { type: String, default: '' },
    inline: Buffer,
    sha256: { type: String, required: true },
    size: { type: Number, required: true },
    transport: { type: Schema.Types.Mixed, default: {} },
    state: { type: String, enum: inboundStates, required: true },
    attempts: { type: Number, default: 0 },
    nextAt: { type: Date, default: null },
    error: { type: new Schema({ code: String, detail: String, at: Date }, { _id: false }) },
    outcomes: [
      { _id: false, outcome: String, reason: String, ticket: Schema.Types.ObjectId, ticketNumber: Number, message: Schema.Types.ObjectId },
    ],
    receivedAt: { type: Date, required: true },
    processedAt: Date,
  },
  { versionKey: false, collection: 'inbound', minimize: false },
) // prettier-ignore
schema.index({ channel: 1, account: 1, key: 1 }, { unique: true })
schema.index({ state: 1, nextAt: 1 })
schema.index({ state: 1, receivedAt: -1, _id: -1 })
schema.index({ account: 1, receivedAt: -1 })
schema.index({ blob: 1 }, { partialFilterExpression: { blob: { $gt: '' } } })
schema.index({ account: 1, 'error.at': -1 }, { partialFilterExpression: { 'error.at': { $exists: true } } })

export const Inbound = mongoose.model<InboundRecord>('Inbound', schema)
