import mongoose, { Schema, type Types } from 'mongoose'
import { channelNames, remedies, type ChannelName, type Remedy } from '../intake/message-shapes.js'
import type { ActorRef } from '../actor.js'
import type { Because } from '../because.js'

export const ticketStatuses = ['open', 'pending', 'on_hold', 'resolved', 'closed'] as const
export type TicketStatus = (typeof ticketStatuses)[number]

export const priorities = ['low', 'normal', 'high', 'urgent'] as const
export type Priority = (typeof priorities)[number]

export const closeReasons = ['resolved', 'no_answer', 'duplicate', 'not_a_complaint'] as const
export type CloseReason = (typeof closeReasons)[number]

/** Who did it and when: state is a record, not a boolean. */
export interface Mark {
  by: ActorRef
  at: Date
}

export interface Suggestion {
  category: string
  confidence: number
  because: Because[]
}

export interface LastMessage {
  at: Date
  direction: 'in' | 'out' | 'internal'
  author: string
  preview: string
}

/** One complaint. Small on purpose: messages, bodies and events are collections of their own. */
export interface TicketRecord {
  _id: Types.ObjectId
  number: number
  /** Unguessable name for links outside. */
  publicId: string
  /** Links to the status page given out under another one have ended; none is 0. */
  linkVersion?: number
  subject: string
  status: TicketStatus
  snoozedUntil?: Date
  spam?: Mark
  priority: Priority
  priorityBecause: Because[]
  /** Set when a person chose; the product then leaves it alone. */
  priorityBy?: Mark
  category: string
  categoryBecause: Because[]
  categoryBy?: Mark
  suggestions: Suggestion[]
  channel: ChannelName
  account: Types.ObjectId | null
  requester: { type: 'customer' | 'seller' | 'recipient'; id: Types.ObjectId }
  customer: Types.ObjectId | null
  customerName: string
  assignee: Types.ObjectId | null
  team: Types.ObjectId | null
  tags: string[]
  marketplace: Types.ObjectId | null
  order: Types.ObjectId | null
  seller: Types.ObjectId | null
  product: Types.ObjectId | null
  carrier: Types.ObjectId | null
  city: string | null
  dispute: Types.ObjectId | null
  rootCause: string | null
  /** The closed ticket that this one goes on from. */
  follows: Types.ObjectId | null
  mergedInto: Types.ObjectId | null
  /** Tickets that have to do with this one. */
  links?: Types.ObjectId[]
  /** The identity of who began it. */
  begunBy?: Types.ObjectId
  /** Where its customer has written from: `channel:account`. */
  via?: string[]
  /** What the customer wants done. */
  wanted?: Remedy
  closure?: Mark & { reason: CloseReason }
  resolvedAt?: Date
  /** The oldest customer message that nobody has answered. */
  waitingSince: Date | null
  firstRepliedAt?: Date
  lastInboundAt: Date | null
  lastMessage: LastMessage
  messageCount: number
  language: 'tr' | 'en' | null
  /** Folded words of subject and customer's name, for finding. */
  terms: string[]
  /** Sequence number of the latest event of this ticket. */
  seq: number
  /** Goes up with every change; writes may name the one they saw. */
  version: number
  createdAt: Date
  updatedAt: Date
  lastActivityAt: Date
}

const ref = { type: Schema.Types.ObjectId, default: null }
const actor = { kind: String, id: { type: String, default: null }, name: String }
const mark = { by: actor, at: Date }
const because = [{ _id: false, code: String, detail: { type: String, maxlength: 500 } }]

const schema = new Schema<TicketRecord>(
  {
    number: { type: Number, required: true },
    publicId: { type: String, required: true },
    linkVersion: Number,
    subject: { type: String, required: true, maxlength: 500 },
    status: { type: String, enum: ticketStatuses, required: true },
    snoozedUntil: Date,
    spam: { type: new Schema(mark, { _id: false }) },
    priority: { type: String, enum: priorities, required: true },
    priorityBecause: because,
    priorityBy: { type: new Schema(mark, { _id: false }) },
    category: { type: String, required: true, maxlength: 64 },
    categoryBecause: because,
    categoryBy: { type: new Schema(mark, { _id: false }) },
    suggestions: [{ _id: false, category: String, confidence: Number, because }],
    channel: { type: String, enum: channelNames, required: true },
    account: ref,
    requester: {
      type: new Schema({ type: String, id: Schema.Types.ObjectId }, { _id: false }),
      required: true,
    },
    customer: ref,
    customerName: { type: String, default: '', maxlength: 200 },
    assignee: ref,
    team: ref,
    tags: [{ type: String, maxlength: 64 }],
    marketplace: ref,
    order: ref,
    seller: ref,
    product: ref,
    carrier: ref,
    city: { type: String, default: null, maxlength: 100 },
    dispute: ref,
    rootCause: { type: String, default: null, maxlength: 64 },
    follows: ref,
    mergedInto: ref,
    links: { type: [Schema.Types.ObjectId], default: undefined },
    begunBy: Schema.Types.ObjectId,
    via: { type: [{ type: String, maxlength: 60 }], default: undefined },
    wanted: { type: String, enum: remedies },
    closure: { type: new Schema({ ...mark, reason: { type: String, enum: closeReasons } }, { _id: false }) },
    resolvedAt: Date,
    waitingSince: { type: Date, default: null },
    firstRepliedAt: Date,
    lastInboundAt: { type: Date, default: null },
    lastMessage: { at: Date, direction: String, author: String, preview: { type: String, maxlength: 200 } },
    messageCount: { type: Number, default: 0 },
    language: { type: String, default: null },
    terms: [String],
    seq: { type: Number, required: true },
    version: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
    lastActivityAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'tickets' },
)

schema.index({ number: 1 }, { unique: true })
schema.index({ publicId: 1 }, { unique: true })
schema.index({ status: 1, lastActivityAt: -1, _id: -1 })
schema.index({ assignee: 1, status: 1, lastActivityAt: -1, _id: -1 })
schema.index({ team: 1, status: 1, lastActivityAt: -1, _id: -1 })
schema.index({ customer: 1, lastActivityAt: -1 })
schema.index({ order: 1 }, { partialFilterExpression: { order: { $gt: null } } })
schema.index({ terms: 1, lastActivityAt: -1, _id: -1 })
schema.index({ snoozedUntil: 1 }, { partialFilterExpression: { snoozedUntil: { $gt: new Date(0) } } })
schema.index({ 'spam.at': -1 }, { partialFilterExpression: { 'spam.at': { $gt: new Date(0) } } })

export const Ticket = mongoose.model<TicketRecord>('Ticket', schema)

/** Closed for good or answered: nobody waits for us. */
export function isClosed(ticket: Pick<TicketRecord, 'status'>): boolean {
  return ticket.status === 'closed' || ticket.status === 'resolved'
}
