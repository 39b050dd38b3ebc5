import mongoose, { Schema } from 'mongoose'
import { now } from '../../lib/clock.js'
import { Conflict, Forbidden, Invalid } from '../../lib/errors.js'
import { randomSecret, sha256 } from '../../lib/ids.js'
import { change, isDuplicate, type Tx } from '../../lib/mongo.js'
import { system } from '../actor.js'
import { audit } from '../audits/index.js'
import * as teams from '../teams/index.js'
import { hasAnyUser, normalEmail } from './find.js'
import { hashPassword } from './password.js'
import { User, type Locale, type UserRecord } from './user.js'

/** A set-up link that still works (id: hash of its token), or the mark that the first admin has been made. */
interface SetUpRecord {
  _id: string
  at: Date
}

const schema = new Schema<SetUpRecord>(
  { _id: { type: String, required: true }, at: { type: Date, required: true } },
  { versionKey: false, collection: 'setUps' },
)
export const SetUp = mongoose.model<SetUpRecord>('SetUp', schema)

const done = 'first-admin'

export interface FirstAdmin {
  email: string
  name: string
  password: string
  locale: Locale
  timeZone: string
}

/** A new one-time token for the set-up page, or null when somebody has an account already. Earlier ones stay good. */
export async function setUpToken(): Promise<string | null> {
  if (await hasAnyUser()) return null
  const token = randomSecret()
  await SetUp.create({ _id: sha256(token), at: now() })
  return token
}

/** Whether the set-up page may be shown for this token. */
export async function isSetUpToken(token: string): Promise<boolean> {
  return !(await hasAnyUser()) && (await SetUp.exists({ _id: sha256(token) })) !== null
}

/**
 * Makes the first admin by the set-up link.
 * @throws Forbidden('set_up_token_invalid'), and what `createFirstAdmin` throws
 */
export async function setUp(token: string, admin: FirstAdmin): Promise<UserRecord> {
  if (await hasAnyUser()) throw new Conflict('already_set_up')
  if (!(await isSetUpToken(token))) throw new Forbidden('set_up_token_invalid')
  return createFirstAdmin(admin)
}

/**
 * Makes the first admin where nobody has an account; of two callers at once one succeeds. All set-up links end.
 * @throws Conflict('already_set_up'), Invalid('bad_email' | 'name_missing' | 'password_too_short' | 'password_too_long')
 */
export async function createFirstAdmin(admin: FirstAdmin): Promise<UserRecord> {
  const email = normalEmail(admin.email)
  const name = admin.name.trim()
  if (name === '') throw new Invalid('name_missing')
  const passwordHash = await hashPassword(admin.password)
  const team = await teams.ensureDefault()
  return change(async (tx) => {
    await claim(tx)
    const at = now()
    const fields = { email, name, passwordHash, role: 'admin' as const, teams: [team._id] }
    const times = { passwordChangedAt: at, createdAt: at, updatedAt: at }
    const { locale, timeZone } = admin
    const [user] = await User.create([{ ...fields, locale, timeZone, ...times }], { session: tx })
    if (user === undefined) throw new Conflict('already_set_up')
    const thing = { kind: 'user', id: user._id.toHexString() }
    await audit({ action: 'user.set_up', thing, after: { email, role: 'admin' } }, { actor: system }, tx)
    return user.toObject()
  })
}

/** The mark's unique id lets one transaction through, whatever the others have read. */
async function claim(tx: Tx): Promise<void> {
  if ((await User.findOne({}, { _id: 1 }).sort({ _id: 1 }).session(tx).lean()) !== null)
    throw new Conflict('already_set_up')
  try {
    await SetUp.create([{ _id: done, at: now() }], { session: tx })
  } catch (error) {
    if (isDuplicate(error)) throw new Conflict('already_set_up', {}, { cause: error })
    throw error
  }
  await SetUp.deleteMany({ _id: { $ne: done } }, { session: tx })
}
