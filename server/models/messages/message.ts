import mongoose, { Schema, type Types } from 'mongoose'
import type { ActorRef } from '../actor.js'
import type { Because } from '../because.js'
import { channelNames, type Asked, type CallFacts, type ChannelName } from '../intake/message-shapes.js'
import { deliveryStates, type Delivery } from './delivery.js'

export { deliveryStates, type Delivery, type DeliveryState } from './delivery.js'

/** in: from outside; reply: an agent's public words; note: internal; auto: sent by the product itself. */
export const messageKinds = ['in', 'reply', 'note', 'auto'] as const
export type MessageKind = (typeof messageKinds)[number]

export interface MessageAttachment {
  id: Types.ObjectId
  name: string
  type: string
  size: number
  inline: boolean
  contentId?: string
  /** Its bytes are still fetched from the provider, or could not be; absent when they are here. */
  state?: 'pending' | 'failed'
  /** Of a failed one: an error's code. */
  reason?: string
}

/** What a message said from an instant on. */
export interface Revision {
  text: string
  at: Date
}

export interface Reaction {
  /** `type:scope:value` of who reacted. */
  by: string
  /** '' where it was taken away again. */
  emoji: string
  at: Date
}

/** What one of us told the customer would be done, marked by a person. */
export interface Promised {
  text: string
  until: Date
  by: ActorRef
  at: Date
  kept?: { by: ActorRef; at: Date }
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
  /** The identity it came by. */
  authorIdentity?: { type: string; scope: string; value: string }
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
  /** Absent is private. */
  audience?: 'public'
  /** The provider's id of the conversation, and of what this answers. */
  externalThread?: string
  target?: string
  permalink?: string
  rating?: { value: number; max: number }
  location?: { lat: number; lon: number; label?: string }
  call?: CallFacts
  asked?: Asked
  /** Of what can be published anew; see InboundMessage. */
  revision?: number
  /** Of an edited message all that it ever said, oldest first; `text` is the last. */
  revisions?: Revision[]
  /** Taken back by its writer; the text stays for evidence and is not shown. */
  deletion?: { at: Date }
  reactions?: Reaction[]
  /** Why a message of another channel stands in this ticket. */
  joined?: Because[]
  moderation?: { hidden?: boolean; liked?: boolean }
  /** A chat reply that nobody read went out by mail at this instant. */
  mailedAt?: Date
  /** Hosts on the organisation's list of bad ones that it links to. */
  badLinks?: string[]
  promise?: Promised
  /** It came from another ticket, of this number. */
  moved?: { from: number; at: Date }
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
    authorIdentity: { type: new Schema({ type: String, scope: String, value: String }, { _id: false }) },
    stranger: Boolean,
    text: { type: String, default: '', maxlength: 200_000 },
    hasHtml: { type: Boolean, default: false },
    hasQuoted: { type: Boolean, default: false },
    attachments: [{ _id: false, id: Schema.Types.ObjectId, name: String, type: { type: String }, size: Number, inline: Boolean, contentId: String, state: String, reason: String }],
    auto: { type: new Schema({ is: Boolean, why: String }, { _id: false }) },
    email: { type: new Schema({ messageId: String, inReplyTo: String, references: [String], from: String, to: [String], cc: [String], subject: String }, { _id: false }) },
    delivery: {
      type: new Schema(
        { state: { type: String, enum: deliveryStates }, at: Date, attempts: Number, reason: String, detail: String, times: { sent: Date, delivered: Date, read: Date } },
        { _id: false },
      ),
    },
    inbound: Schema.Types.ObjectId,
    retraction: { type: new Schema({ by: actor, at: Date }, { _id: false }) },
    audience: { type: String, enum: ['public'] },
    externalThread: { type: String, maxlength: 200 },
    target: { type: String, maxlength: 300 },
    permalink: { type: String, maxlength: 2_000 },
    rating: { type: new Schema({ value: Number, max: Number }, { _id: false }) },
    location: { type: new Schema({ lat: Number, lon: Number, label: String }, { _id: false }) },
    call: { type: new Schema({ medium: String, direction: String, seconds: Number, outcome: String }, { _id: false }) },
    asked: { type: Schema.Types.Mixed },
    revision: Number,
    revisions: { type: [{ _id: false, text: String, at: Date }], default: undefined },
    deletion: { type: new Schema({ at: Date }, { _id: false }) },
    reactions: { type: [{ _id: false, by: String, emoji: String, at: Date }], default: undefined },
    joined: { type: [{ _id: false, code: String, detail: String }], default: undefined },
    moderation: { type: new Schema({ hidden: Boolean, liked: Boolean }, { _id: false }) },
    mailedAt: Date,
    badLinks: { type: [{ type: String, maxlength: 253 }], default: undefined },
    moved: { type: new Schema({ from: Number, at: Date }, { _id: false }) },
    promise: {
      type: new Schema({ text: { type: String, maxlength: 500 }, until: Date, by: actor, at: Date, kept: { type: new Schema({ by: actor, at: Date }, { _id: false }) } }, { _id: false }),
    },
    at: { type: Date, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'messages' },
) // prettier-ignore

schema.index({ ticket: 1, seq: 1 })
schema.index({ ticket: 1, at: -1, _id: -1 })
schema.index(
  { ticket: 1, 'promise.until': 1 },
  { partialFilterExpression: { 'promise.until': { $type: 'date' } } },
)
schema.index(
  { channel: 1, account: 1, externalId: 1 },
  { unique: true, partialFilterExpression: { externalId: { $exists: true } } },
)
schema.index(
  { ticket: 1, clientId: 1 },
  { unique: true, partialFilterExpression: { clientId: { $exists: true } } },
)
schema.index(
  { account: 1, externalThread: 1, 'author.id': 1, _id: -1 },
  { partialFilterExpression: { externalThread: { $type: 'string' } } },
)
schema.index(
  { 'email.messageId': 1 },
  { partialFilterExpression: { 'email.messageId': { $type: 'string' } } },
)

export const Message = mongoose.model<MessageRecord>('Message', schema)
