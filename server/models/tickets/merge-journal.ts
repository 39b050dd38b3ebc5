import mongoose, { Schema, type Types } from 'mongoose'
import type { ActorRef } from '../actor.js'
import type { TicketRecord } from './ticket.js'

/** What a ticket was before it became a part of another. */
export type TicketBefore = Pick<
  TicketRecord,
  'status' | 'closure' | 'resolvedAt' | 'waitingSince' | 'snoozedUntil'
>

/** One message as it stood in the ticket that it came from. */
export interface MovedMessage {
  id: Types.ObjectId
  seq: number
  /** Taken off while it is away, where a message there has the same. */
  clientId?: string
}

/** What a merge of tickets moved, so that it can be undone. */
export interface TicketMergeRecord {
  _id: Types.ObjectId
  from: Types.ObjectId
  into: Types.ObjectId
  by: ActorRef
  messages: MovedMessage[]
  was: TicketBefore
  undone?: { by: ActorRef; at: Date }
  at: Date
}

const actor = new Schema({ kind: String, id: { type: String, default: null }, name: String }, { _id: false })

const schema = new Schema<TicketMergeRecord>(
  {
    from: { type: Schema.Types.ObjectId, required: true },
    into: { type: Schema.Types.ObjectId, required: true },
    by: { type: actor, required: true },
    messages: [{ _id: false, id: Schema.Types.ObjectId, seq: Number, clientId: String }],
    was: { type: Schema.Types.Mixed, required: true },
    undone: { type: new Schema({ by: actor, at: Date }, { _id: false }) },
    at: { type: Date, required: true },
  },
  { versionKey: false, collection: 'ticketMerges' },
)
schema.index({ into: 1, at: -1 })
schema.index({ from: 1, at: -1 })

export const TicketMerge = mongoose.model<TicketMergeRecord>('TicketMerge', schema)
