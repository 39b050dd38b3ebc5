import { after, days, now } from '../../lib/clock.js'
import { Conflict, Forbidden, Invalid } from '../../lib/errors.js'
import { randomSecret, sha256 } from '../../lib/ids.js'
import { afterCommit, change, isDuplicate, type Tx } from '../../lib/mongo.js'
import type { Role } from '../actor.js'
import { audit, type Origin } from '../audits/index.js'
import { assertMay } from '../may.js'
import { objectId } from '../page.js'
import * as teams from '../teams/index.js'
import { forget, normalEmail } from './find.js'
import { hashPassword } from './password.js'
import { roles, User, type Locale, type UserRecord } from './user.js'

export interface Invitation {
  email: string
  name: string
  role: Role
  /** Ids; without any the default team. */
  teams?: string[]
  locale: Locale
  timeZone: string
}

/** How long an invitation can be answered. */
const answerable = days(7)

/**
 * Invites a colleague; the token is for the link in the mail and is kept only as a hash. Who has not answered yet is
 * invited anew and the older link ends.
 * @throws Forbidden('not_allowed'), Conflict('email_taken'), Invalid('bad_email' | 'name_missing' | 'bad_role' | 'unknown_team')
 */
export async function invite(
  invitation: Invitation,
  by: Origin,
): Promise<{ user: UserRecord; token: string }> {
  assertMay(by.actor, 'manage_users')
  const fields = await fieldsOf(invitation)
  const token = randomSecret()
  const open = { hash: sha256(token), expiresAt: after(answerable), by: by.actor.id }
  const user = await change(async (tx) => {
    const stored = await store(fields, open, tx)
    const thing = { kind: 'user', id: stored._id.toHexString() }
    await audit({ action: 'user.invited', thing, after: { email: fields.email, role: fields.role } }, by, tx)
    afterCommit(tx, () => forget(thing.id))
    return stored
  })
  return { user, token }
}

/** The invited person behind a token, for the page that asks for a password. @throws Forbidden('invitation_invalid') */
export async function invited(token: string): Promise<UserRecord> {
  const user = await User.findOne(answerableBy(token)).lean<UserRecord>()
  if (user === null) throw new Forbidden('invitation_invalid')
  return user
}

/**
 * Answers an invitation with a password; a token works once.
 * @throws Forbidden('invitation_invalid') when it is unknown, over, used or withdrawn, Invalid('password_…')
 */
export async function acceptInvitation(
  token: string,
  answer: { password: string; name?: string },
): Promise<UserRecord> {
  const passwordHash = await hashPassword(answer.password)
  const name = answer.name?.trim() ?? ''
  const user = await User.findOneAndUpdate(
    answerableBy(token),
    {
      $set: { passwordHash, passwordChangedAt: now(), updatedAt: now(), ...(name === '' ? {} : { name }) },
      $unset: { invitation: '' },
    },
    { returnDocument: 'after' },
  ).lean<UserRecord>()
  if (user === null) throw new Forbidden('invitation_invalid')
  forget(user._id.toHexString())
  return user
}

function answerableBy(token: string) {
  return {
    'invitation.hash': sha256(token),
    'invitation.expiresAt': { $gt: now() },
    deactivation: { $exists: false },
  }
}

async function fieldsOf(invitation: Invitation) {
  const name = invitation.name.trim()
  if (name === '') throw new Invalid('name_missing')
  if (!roles.includes(invitation.role)) throw new Invalid('bad_role')
  const named = (invitation.teams ?? []).map((id) => objectId(id, 'unknown_team'))
  await teams.assertExist(named)
  const { role, locale, timeZone } = invitation
  const own = named.length > 0 ? named : [(await teams.ensureDefault())._id]
  return { email: normalEmail(invitation.email), name, role, locale, timeZone, teams: own }
}

type Fields = Awaited<ReturnType<typeof fieldsOf>>

async function store(fields: Fields, open: UserRecord['invitation'], tx: Tx): Promise<UserRecord> {
  const known = await User.findOne({ email: fields.email }).session(tx).lean<UserRecord>()
  if (known?.passwordHash !== undefined) throw new Conflict('email_taken')
  const $set = { ...fields, invitation: open, updatedAt: now() }
  const $setOnInsert = { createdAt: now(), passwordChangedAt: now() }
  try {
    const user = await User.findOneAndUpdate(
      { email: fields.email },
      { $set, $setOnInsert, $unset: { deactivation: '' } },
      { upsert: true, returnDocument: 'after', session: tx },
    ).lean<UserRecord>()
    return user
  } catch (error) {
    if (isDuplicate(error)) throw new Conflict('email_taken', {}, { cause: error })
    throw error
  }
}
