import mongoose, { Schema, type Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import type { Tx } from '../../lib/mongo.js'
import { actorRef, type Actor, type ActorRef } from '../actor.js'

/** Who changed what in the administration, from where; rows are only ever added. */
export interface AuditRecord {
  _id: Types.ObjectId
  at: Date
  actor: ActorRef
  /** `noun.past`, like an event: 'user.invited'. */
  action: string
  thing: { kind: string; id: string }
  /** What changed, before and after; never secrets. */
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  ip: string | null
}

/** On whose behalf, and from which address, an administrative change is made. */
export interface Origin {
  actor: Actor
  ip?: string
}

export interface AuditEntry {
  action: string
  thing: { kind: string; id: string }
  before?: Record<string, unknown>
  after?: Record<string, unknown>
}

const actor = new Schema(
  {
    kind: { type: String, required: true },
    id: { type: String, default: null },
    name: { type: String, default: '', maxlength: 200 },
  },
  { _id: false },
)
const thing = new Schema(
  {
    kind: { type: String, required: true, maxlength: 64 },
    id: { type: String, required: true, maxlength: 200 },
  },
  { _id: false },
)

const schema = new Schema<AuditRecord>(
  {
    at: { type: Date, required: true },
    actor: { type: actor, required: true },
    action: { type: String, required: true, match: /^[a-z_]+\.[a-z_]+$/ },
    thing: { type: thing, required: true },
    before: { type: Schema.Types.Mixed, default: null },
    after: { type: Schema.Types.Mixed, default: null },
    ip: { type: String, default: null, maxlength: 45 },
  },
  { versionKey: false, collection: 'audits', minimize: false },
)
schema.index({ 'thing.kind': 1, 'thing.id': 1, at: -1 })

export const Audit = mongoose.model<AuditRecord>('Audit', schema)

/** Adds one row in the transaction of the change it tells of, so that neither is there without the other. */
export async function audit(entry: AuditEntry, origin: Origin, tx: Tx): Promise<void> {
  const row = {
    ...entry,
    at: now(),
    actor: actorRef(origin.actor),
    ip: origin.ip ?? null,
  }
  await Audit.create([row], { session: tx })
}
