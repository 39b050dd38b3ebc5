import { now } from '../../lib/clock.js'
import { Conflict, Invalid } from '../../lib/errors.js'
import { afterCommit, change, type Tx } from '../../lib/mongo.js'
import type { Role } from '../actor.js'
import { audit, type Origin } from '../audits/index.js'
import { assertMay } from '../may.js'
import { objectId } from '../page.js'
import * as teams from '../teams/index.js'
import { forget, readForChange } from './find.js'
import { SetUp } from './set-up.js'
import { isActive, locales, roles, User, type Locale, type UserRecord } from './user.js'

export interface UserChanges {
  name?: string
  role?: Role
  /** Ids. */
  teams?: string[]
  locale?: Locale
  timeZone?: string
}

/**
 * Changes what is given; role and teams need 'manage_users', one's own name, language and time zone do not.
 * @throws Forbidden('not_allowed'), NotFound('user_not_found'), Conflict('last_admin'), Invalid('bad_role' | 'bad_locale' | 'name_missing' | 'unknown_team')
 */
export async function update(userId: string, changes: UserChanges, by: Origin): Promise<UserRecord> {
  const isOwn = by.actor.kind === 'user' && by.actor.id === userId
  if (!isOwn || changes.role !== undefined || changes.teams !== undefined) assertMay(by.actor, 'manage_users')
  const fields = await fieldsOf(changes)
  return write(userId, 'user.changed', by, async (user, tx) => {
    if (isAdmin(user) && fields.role !== undefined && fields.role !== 'admin') await leaveAnAdmin(user, tx)
    return { $set: fields }
  })
}

/**
 * Takes somebody's access away; their tickets and words stay. Doing it twice changes nothing.
 * @throws Forbidden('not_allowed'), NotFound('user_not_found'), Conflict('last_admin')
 */
export async function deactivate(userId: string, by: Origin): Promise<UserRecord> {
  assertMay(by.actor, 'manage_users')
  return write(userId, 'user.deactivated', by, async (user, tx) => {
    if (user.deactivation !== undefined) return null
    if (isAdmin(user)) await leaveAnAdmin(user, tx)
    return { $set: { deactivation: { by: by.actor.id, at: now() } }, $unset: { invitation: '' } }
  })
}

/** Gives a deactivated person their access back. @throws Forbidden('not_allowed'), NotFound('user_not_found') */
export async function reactivate(userId: string, by: Origin): Promise<UserRecord> {
  assertMay(by.actor, 'manage_users')
  return write(userId, 'user.reactivated', by, (user) =>
    Promise.resolve(user.deactivation === undefined ? null : { $set: {}, $unset: { deactivation: '' } }),
  )
}

interface Write {
  $set: Partial<UserRecord>
  $unset?: Partial<Record<keyof UserRecord, ''>>
}

async function write(
  userId: string,
  action: string,
  by: Origin,
  decide: (user: UserRecord, tx: Tx) => Promise<Write | null>,
): Promise<UserRecord> {
  return change(async (tx) => {
    const user = await readForChange(userId, tx)
    const decided = await decide(user, tx)
    if (decided === null) return user
    const changed = { ...decided, $set: { ...decided.$set, updatedAt: now() } }
    await User.updateOne({ _id: user._id }, changed, { session: tx })
    const written = await readForChange(userId, tx)
    const thing = { kind: 'user', id: userId }
    await audit({ action, thing, before: shown(user), after: shown(written) }, by, tx)
    afterCommit(tx, () => forget(userId))
    return written
  })
}

/** Refuses to leave nobody who manages users; the touched mark makes two such changes at once collide. */
async function leaveAnAdmin(user: UserRecord, tx: Tx): Promise<void> {
  await SetUp.updateOne({ _id: 'first-admin' }, { $set: { at: now() } }, { upsert: true, session: tx })
  const admins = await User.find({ role: 'admin', _id: { $ne: user._id } })
    .session(tx)
    .lean<UserRecord[]>()
  if (!admins.some(isActive)) throw new Conflict('last_admin')
}

async function fieldsOf(changes: UserChanges): Promise<Partial<UserRecord>> {
  const { teams: teamIds, name, role, locale, timeZone } = changes
  if (name?.trim() === '') throw new Invalid('name_missing')
  if (role !== undefined && !roles.includes(role)) throw new Invalid('bad_role')
  if (locale !== undefined && !locales.includes(locale)) throw new Invalid('bad_locale')
  const named = teamIds?.map((id) => objectId(id, 'unknown_team'))
  if (named !== undefined) await teams.assertExist(named)
  return {
    ...(name === undefined ? {} : { name: name.trim() }),
    ...(role === undefined ? {} : { role }),
    ...(named === undefined ? {} : { teams: named }),
    ...(locale === undefined ? {} : { locale }),
    ...(timeZone === undefined ? {} : { timeZone }),
  }
}

function isAdmin(user: UserRecord): boolean {
  return user.role === 'admin' && isActive(user)
}

function shown(user: UserRecord): Record<string, unknown> {
  const { name, role, teams: own, locale, timeZone, deactivation } = user
  return { name, role, teams: own, locale, timeZone, active: deactivation === undefined }
}
