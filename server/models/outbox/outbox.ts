import mongoose, { Schema, type Types } from 'mongoose'
import { channelNames, type ChannelName } from '../intake/message-shapes.js'

export const outboxStates = ['queued', 'sending', 'sent', 'failed', 'unknown', 'kept', 'cancelled'] as const
export type OutboxState = (typeof outboxStates)[number]

/** One message on its way out; written in the transaction of what caused it, its reference fixed before sending. */
export interface OutboxRecord {
  _id: Types.ObjectId
  channel: ChannelName
  account: Types.ObjectId
  ticket: Types.ObjectId | null
  message: Types.ObjectId | null
  /** For mail the Message-ID with angle brackets. */
  reference: string
  /** Why it exists, e.g. 'reply:<message>' or 'acknowledge:<event>'; unique, so that no cause sends twice. */
  cause: string
  to: { address: string; name: string }[]
  cc: { address: string; name: string }[]
  subject: string
  text: string
  html?: string
  inReplyTo?: string
  references: string[]
  replyTo?: string
  from: { address: string; name: string }
  automatic: boolean
  /** See OutboundMessage in channels/channel.ts. */
  audience?: 'public'
  target?: string
  thread?: string
  template?: { id: string; variables: Record<string, string> }
  lastInboundAt?: Date | null
  /** The provider's ids of what was sent, by which its receipts and echoes are known. */
  externalIds?: string[]
  /** Ids of attempts that a person has had sent again since. */
  formerIds?: string[]
  /** How far the provider says it has come; `state` stays `sent`. */
  receipt?: { state: 'delivered' | 'read'; at: Date }
  state: OutboxState
  /** When it may be sent; later than createdAt while it can be taken back, or between attempts. */
  dueAt: Date
  attempts: number
  lease?: { owner: string; until: Date }
  error?: { class: string; code: string; detail: string; at: Date }
  /** It was being sent when a process died, or its fate was unknown: what follows carries the same reference. */
  possibleDuplicate: boolean
  /** How many processes died while sending it. */
  abandoned: number
  sentAt?: Date
  createdAt: Date
  updatedAt: Date
}

const party = {
  _id: false,
  address: { type: String, maxlength: 320 },
  name: { type: String, maxlength: 200 },
}

const schema = new Schema<OutboxRecord>(
  {
    channel: { type: String, enum: channelNames, required: true },
    account: { type: Schema.Types.ObjectId, required: true },
    ticket: { type: Schema.Types.ObjectId, default: null },
    message: { type: Schema.Types.ObjectId, default: null },
    reference: { type: String, required: true, maxlength: 300 },
    cause: { type: String, required: true, maxlength: 200 },
    to: [party],
    cc: [party],
    subject: { type: String, default: '', maxlength: 600 },
    text: { type: String, default: '' },
    html: String,
    inReplyTo: String,
    references: [String],
    replyTo: String,
    from: { address: String, name: String },
    automatic: { type: Boolean, default: false },
    audience: { type: String, enum: ['public'] },
    target: { type: String, maxlength: 300 },
    thread: { type: String, maxlength: 200 },
    template: { type: Schema.Types.Mixed },
    lastInboundAt: Date,
    externalIds: { type: [{ type: String, maxlength: 300 }], default: undefined },
    formerIds: { type: [String], default: undefined },
    receipt: { type: new Schema({ state: String, at: Date }, { _id: false }) },
    state: { type: String, enum: outboxStates, required: true },
    dueAt: { type: Date, required: true },
    attempts: { type: Number, default: 0 },
    lease: { type: new Schema({ owner: String, until: Date }, { _id: false }) },
    error: { type: new Schema({ class: String, code: String, detail: String, at: Date }, { _id: false }) },
    possibleDuplicate: { type: Boolean, default: false },
    abandoned: { type: Number, default: 0 },
    sentAt: Date,
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'outbox' },
)
schema.index({ cause: 1 }, { unique: true })
schema.index({ reference: 1 }, { unique: true })
schema.index({ state: 1, dueAt: 1 })
schema.index({ state: 1, createdAt: -1, _id: -1 })
schema.index({ message: 1 })
schema.index({ ticket: 1 }, { partialFilterExpression: { ticket: { $type: 'objectId' } } })
schema.index({ account: 1, 'to.address': 1, createdAt: -1 })
schema.index({ externalIds: 1 }, { partialFilterExpression: { externalIds: { $exists: true } } })

export const Outbox = mongoose.model<OutboxRecord>('Outbox', schema)
