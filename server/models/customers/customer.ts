import mongoose, { Schema, type Types } from 'mongoose'
import type { ActorRef } from '../actor.js'
import type { IdentityRef, Proof } from '../intake/message-shapes.js'

/** An address or number that somebody typed and nothing has proved: good for writing to, never for joining people. */
export interface Claim {
  type: 'email' | 'phone'
  /** In the form of an identity's value. */
  value: string
  at: Date
}

/** A person who complains; known by identities, never by name. */
export interface CustomerRecord {
  _id: Types.ObjectId
  name: string
  locale: 'tr' | 'en' | null
  segment: string | null
  mergedInto: Types.ObjectId | null
  claims?: Claim[]
  /** Nothing more is taken from them, until an instant or until somebody ends it; see blockOf. */
  blocked?: { by: ActorRef; at: Date; reason?: string; until?: Date }
  createdAt: Date
  updatedAt: Date
}

const schema = new Schema<CustomerRecord>(
  {
    name: { type: String, default: '', maxlength: 200 },
    locale: { type: String, default: null },
    segment: { type: String, default: null, maxlength: 64 },
    mergedInto: { type: Schema.Types.ObjectId, default: null },
    claims: {
      type: [{ _id: false, type: { type: String }, value: { type: String, maxlength: 320 }, at: Date }],
      default: undefined,
    },
    blocked: { type: new Schema({ by: { kind: String, id: String, name: String }, at: Date, reason: { type: String, maxlength: 500 }, until: Date }, { _id: false }) }, // prettier-ignore
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'customers' },
)
schema.index({ updatedAt: -1, _id: -1 })
schema.index({ 'claims.value': 1 }, { partialFilterExpression: { claims: { $exists: true } } })

export const Customer = mongoose.model<CustomerRecord>('Customer', schema)

/** One address, number or account by which a customer reaches us. */
export interface IdentityRecord {
  _id: Types.ObjectId
  customer: Types.ObjectId
  type: IdentityRef['type']
  scope: string
  value: string
  proof: Proof
  /** Since when its owner wants nothing that they did not ask for. */
  optedOut?: Date
  /** When something last came by it; an old number may be somebody else's by now. */
  lastSeenAt?: Date
  /** When its provider was last asked for a name. */
  nameAskedAt?: Date
  createdAt: Date
}

const identitySchema = new Schema<IdentityRecord>(
  {
    customer: { type: Schema.Types.ObjectId, required: true },
    type: { type: String, required: true },
    scope: { type: String, default: '', maxlength: 200 },
    value: { type: String, required: true, maxlength: 320 },
    proof: { type: String, required: true },
    optedOut: Date,
    lastSeenAt: Date,
    nameAskedAt: Date,
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'identities' },
)
identitySchema.index({ type: 1, scope: 1, value: 1 }, { unique: true })
identitySchema.index({ customer: 1 })

export const Identity = mongoose.model<IdentityRecord>('Identity', identitySchema)
