import mongoose, { Schema, type Types } from 'mongoose'
import { Forbidden } from '../../lib/errors.js'
import type { Role, UserActor } from '../actor.js'

export const roles = ['admin', 'manager', 'mediator', 'agent'] as const satisfies readonly Role[]
export const locales = ['tr', 'en'] as const
export type Locale = (typeof locales)[number]

/** Somebody who signs in. Without `passwordHash` they have been invited and have not answered yet. */
export interface UserRecord {
  _id: Types.ObjectId
  /** ASCII lower case. */
  email: string
  name: string
  /** Argon2id, PHC text. */
  passwordHash?: string
  role: Role
  teams: Types.ObjectId[]
  locale: Locale
  timeZone: string
  invitation?: { hash: string; expiresAt: Date; by: string | null }
  deactivation?: { by: string | null; at: Date }
  /** Sessions older than this are over. */
  passwordChangedAt: Date
  createdAt: Date
  updatedAt: Date
}

const invitation = new Schema(
  { hash: { type: String, required: true }, expiresAt: { type: Date, required: true }, by: { type: String, default: null } },
  { _id: false },
) // prettier-ignore
const deactivation = new Schema(
  { by: { type: String, default: null }, at: { type: Date, required: true } },
  { _id: false },
)

const schema = new Schema<UserRecord>(
  {
    email: { type: String, required: true, maxlength: 320 },
    name: { type: String, required: true, maxlength: 200 },
    passwordHash: { type: String, maxlength: 500 },
    role: { type: String, enum: roles, required: true },
    teams: { type: [Schema.Types.ObjectId], default: [] },
    locale: { type: String, enum: locales, required: true },
    timeZone: { type: String, required: true, maxlength: 64 },
    invitation: { type: invitation },
    deactivation: { type: deactivation },
    passwordChangedAt: { type: Date, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'users' },
)
schema.index({ email: 1 }, { unique: true })
schema.index(
  { 'invitation.hash': 1 },
  { unique: true, partialFilterExpression: { 'invitation.hash': { $gt: '' } } },
)
schema.index({ role: 1 })
schema.index({ teams: 1, email: 1 })

export const User = mongoose.model<UserRecord>('User', schema)

/** Whether this person may act: they have a password and nobody has deactivated them. */
export function isActive(user: Pick<UserRecord, 'passwordHash' | 'deactivation'>): boolean {
  return user.passwordHash !== undefined && user.deactivation === undefined
}

/**
 * The actor a user is.
 * @throws Forbidden('account_inactive', 401) for the deactivated and the invited, who may do nothing
 */
export function actorOf(user: UserRecord): UserActor {
  if (!isActive(user))
    throw new Forbidden('account_inactive', { status: 401, userId: user._id.toHexString() })
  return {
    kind: 'user',
    id: user._id.toHexString(),
    name: user.name,
    role: user.role,
    teams: user.teams.map((team) => team.toHexString()),
  }
}
