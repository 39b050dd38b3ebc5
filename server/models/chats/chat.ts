import mongoose, { Schema, type Types } from 'mongoose'
import type { Proof } from '../intake/message-shapes.js'

/** An address or number as a visitor gave it, or as their shop signed it. */
export interface Contact {
  value: string
  proof: Extract<Proof, 'none' | 'signed'>
}

/** One visitor of a site's widget: who they are as far as it is known, and where their talk stands. */
export interface ChatRecord {
  /** The visitor's id, unguessable; named by their token and by their messages. */
  _id: string
  account: Types.ObjectId
  /** The shop's own id of the person, once the shop has vouched for it. */
  shopUser?: string
  name: string
  email: Contact | null
  phone: Contact | null
  locale: 'tr' | 'en'
  /** The page they last wrote from, when it is one of the site's. */
  page: string | null
  /** externalId of the last message that was taken in; the ticket it went to is where the talk goes on. */
  lastMessage: string | null
  /** That ticket, once it is known. */
  ticket: Types.ObjectId | null
  endedAt: Date | null
  /** Sequence number up to which the visitor has read, and agents have, in `ticket`. */
  seenSeq: number
  agentSeq: number
  /** When the visitor was last connected or wrote. */
  lastSeenAt: Date
  /** When unread replies may be due for mail; null when there are none. */
  mailDueAt: Date | null
  mailedAt: Date | null
  /** Message-ID of the last such mail, which the next one follows. */
  mailReference: string | null
  /** externalId of the last message that came while nobody was there, until it is acknowledged. */
  offline: string | null
  acknowledgedAt: Date | null
  createdAt: Date
  updatedAt: Date
}

const contact = { type: new Schema({ value: String, proof: String }, { _id: false }), default: null }

const schema = new Schema<ChatRecord>(
  {
    _id: { type: String, required: true, maxlength: 64 },
    account: { type: Schema.Types.ObjectId, required: true },
    shopUser: { type: String, maxlength: 200 },
    name: { type: String, default: '', maxlength: 200 },
    email: contact,
    phone: contact,
    locale: { type: String, enum: ['tr', 'en'], required: true },
    page: { type: String, default: null, maxlength: 2_000 },
    lastMessage: { type: String, default: null, maxlength: 200 },
    ticket: { type: Schema.Types.ObjectId, default: null },
    endedAt: { type: Date, default: null },
    seenSeq: { type: Number, default: 0 },
    agentSeq: { type: Number, default: 0 },
    lastSeenAt: { type: Date, required: true },
    mailDueAt: { type: Date, default: null },
    mailedAt: { type: Date, default: null },
    mailReference: { type: String, default: null, maxlength: 300 },
    offline: { type: String, default: null, maxlength: 200 },
    acknowledgedAt: { type: Date, default: null },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'chats' },
)
schema.index({ ticket: 1 })
schema.index(
  { account: 1, shopUser: 1, lastSeenAt: -1 },
  { partialFilterExpression: { shopUser: { $exists: true } } },
)
schema.index({ mailDueAt: 1 })

export const Chat = mongoose.model<ChatRecord>('Chat', schema)
