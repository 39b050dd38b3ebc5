import mongoose, { Schema, type Types } from 'mongoose'
import { channelNames, type ChannelName } from '../intake/message-shapes.js'
import type { ActorRef } from '../actor.js'

/** in: from outside; reply: an agent's public words; note: internal; auto: sent by the product itself. */
export const messageKinds = ['in', 'reply', 'note', 'auto'] as const
export type MessageKind = (typeof messageKinds)[number]

export const deliveryStates = [
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
  'failed',
  'unknown',
  'kept',
] as const
/** kept: there is nowhere to send it to (no SMTP_URL), and the pages say so. */
export type DeliveryState = (typeof deliveryStates)[number]

export interface Delivery {
  state: DeliveryState
  at: Date
  attempts: number
  /** Class and code of the last failure, e.g. 'permanent', '550'. */
  reason?: string
  detail?: string
}

export interface MessageAttachment {
  id: Types.ObjectId
  name: string
  type: string
  size: number
  inline: boolean
  contentId?: string
}

/** The e-mail side of a message: what threading and answering need. */
export interface MessageEmail {
  messageId: string | null
  inReplyTo: string | null
  references: string[]
  from: string
  to: string[]
  cc: string[]
  subject: string
}

/** One entry of a thread. Long bodies lie in `bodies`, files in `attachments`. */
export interface MessageRecord {
  _id: Types.ObjectId
  ticket: Types.ObjectId
  /** The ticket's sequence number at which it was added. */
  seq: number
  kind: MessageKind
  channel: ChannelName
  account: Types.ObjectId | null
  /** The provider's identity of the message; unique within channel and account. */
  externalId?: string
  /** The browser's identity of a reply or note; unique within the ticket. */
  clientId?: string
  author: ActorRef
  /** The address or number it came from, for showing. */
  authorAddress?: string
  /** Set when the writer is not the ticket's own customer. */
  stranger?: boolean
  text: string
  hasHtml: boolean
  hasQuoted: boolean
  attachments: MessageAttachment[]
  auto?: { is: boolean; why: string | null }
  email?: MessageEmail
  delivery?: Delivery
  inbound?: Types.ObjectId
  /** Taken back before it was sent. */
  retraction?: { by: ActorRef; at: Date }
  at: Date
  createdAt: Date
}

const actor = { kind: String, id: { type: String, default: null }, name: String }

const schema = new Schema<MessageRecord>(
  {
    ticket: { type: Schema.Types.ObjectId, required: true },
    seq: { type: Number, required: true },
    kind: { type: String, enum: messageKinds, required: true },
    channel: { type: String, enum: channelNames, required: true },
    account: { type: Schema.Types.ObjectId, default: null },
    externalId: { type: String, maxlength: 200 },
    clientId: { type: String, maxlength: 64 },
    author: { type: new Schema(actor, { _id: false }), required: true },
    authorAddress: { type: String, maxlength: 320 },
    stranger: Boolean,
    text: { type: String, default: '', maxlength: 200_000 },
    hasHtml: { type: Boolean, default: false },
    hasQuoted: { type: Boolean, default: false },
    attachments: [
      { _id: false, id: Schema.Types.ObjectId, name: String, type: { type: String }, size: Number, inline: Boolean, contentId: String },
    ],
    auto: { type: new Schema({ is: Boolean, why: String }, { _id: false }) },
    email: {
      type: new Schema(
        { messageId: String, inReplyTo: String, references: [String], from: String, to: [String], cc: [String], subject: String },
        { _id: false },
      ),
    },
    delivery: {
      type: new Schema(
        { state: { type: String, enum: deliveryStates }, at: Date, attempts: Number, reason: String, detail: String },
        { _id: false },
      ),
    },
    inbound: Schema.Types.ObjectId,
    retraction: { type: new Schema({ by: actor, at: Date }, { _id: false }) },
    at: { type: Date, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'messages' },
) // prettier-ignore

schema.index({ ticket: 1, seq: 1 })
schema.index(
  { channel: 1, account: 1, externalId: 1 },
  { unique: true, partialFilterExpression: { externalId: { $exists: true } } },
)
schema.index(
  { ticket: 1, clientId: 1 },
  { unique: true, partialFilterExpression: { clientId: { $exists: true } } },
)
schema.index(
  { 'email.messageId': 1 },
  { partialFilterExpression: { 'email.messageId': { $type: 'string' } } },
)

export const Message = mongoose.model<MessageRecord>('Message', schema)

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
