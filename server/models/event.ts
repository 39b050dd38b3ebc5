import mongoose, { Schema, type Types } from 'mongoose'
import type { ActorRef } from './actor.js'
import type { EventData, EventName } from './event-types.js'

/** Append-only: timeline, push source, job source and report source in one. */
export interface EventRecord<N extends EventName = EventName> {
  _id: Types.ObjectId
  ticket: Types.ObjectId
  seq: number
  name: N
  by: ActorRef
  data: EventData[N]
  /** The ticket's team when it happened, so that a reader knows the audience without a query. */
  team: Types.ObjectId | null
  at: Date
  /** When the relay had handed it to jobs; null until then. */
  relayedAt: Date | null
}

/** One event with its own data type, for switches over `name`. */
export type DomainEvent = { [N in EventName]: EventRecord<N> }[EventName]

const schema = new Schema<EventRecord>(
  {
    ticket: { type: Schema.Types.ObjectId, required: true },
    seq: { type: Number, required: true },
    name: { type: String, required: true },
    by: { type: new Schema({ kind: String, id: String, name: String }, { _id: false }), required: true },
    data: { type: Schema.Types.Mixed, required: true },
    team: { type: Schema.Types.ObjectId, default: null },
    at: { type: Date, required: true },
    relayedAt: { type: Date, default: null },
  },
  { versionKey: false, collection: 'events', minimize: false },
)
schema.index({ ticket: 1, seq: 1 }, { unique: true })
// null is the state of waiting: only those are in the index, and the relay's sweep reads nothing else.
schema.index({ relayedAt: 1, _id: 1 }, { partialFilterExpression: { relayedAt: null } })

export const Event = mongoose.model<EventRecord>('Event', schema)
