import { minutes, now, nowMs } from '../../lib/clock.js'
import { Forbidden, Invalid, NotFound } from '../../lib/errors.js'
import { randomSecret, sha256 } from '../../lib/ids.js'
import { afterCommit, change } from '../../lib/mongo.js'
import { audit, type Origin } from '../audits/index.js'
import { assertMay, may } from '../may.js'
import { objectId } from '../page.js'
import { shortCache } from '../short-cache.js'
import { ApiToken, type ApiTokenRecord } from './api-token.js'

const cache = shortCache<ApiTokenRecord | null>(5_000, 1_000)
const prefix = 'rdr_'

/**
 * Makes a token for a user: people for themselves, who manages users for anybody.
 * @returns the secret, which nobody can see again
 * @throws Forbidden('not_allowed'), Invalid('name_missing')
 */
export async function create(
  token: { userId: string; name: string },
  by: Origin,
): Promise<{ token: ApiTokenRecord; secret: string }> {
  assertMay(by.actor, by.actor.id === token.userId ? 'create_token' : 'manage_users')
  const name = token.name.trim().slice(0, 120)
  if (name === '') throw new Invalid('name_missing')
  const secret = `${prefix}${randomSecret()}`
  const row = { user: objectId(token.userId), name, hash: sha256(secret), createdAt: now(), lastUsedAt: null }
  const made = await change(async (tx) => {
    const stored = await new ApiToken(row).save({ session: tx })
    const thing = { kind: 'api_token', id: stored._id.toHexString() }
    await audit({ action: 'api_token.created', thing, after: { name, user: token.userId } }, by, tx)
    return stored.toObject()
  })
  return { token: made, secret }
}

/**
 * The token of this secret while it is good, else null. Believed for 5 s, within this process corrected at once;
 * whether its user is still active is `users.byId`'s to say. Notes the use at most once a minute.
 */
export async function findBySecret(secret: string): Promise<ApiTokenRecord | null> {
  if (!secret.startsWith(prefix)) return null
  const hash = sha256(secret)
  const token = await cache.get(hash, () => ApiToken.findOne({ hash }).lean<ApiTokenRecord>().exec())
  if (token === null || token.revocation !== undefined) return null
  await noteUse(token)
  return token
}

/** A user's tokens, the newest first (at most 100). */
export async function list(userId: string): Promise<ApiTokenRecord[]> {
  return ApiToken.find({ user: objectId(userId) })
    .sort({ _id: -1 })
    .limit(100)
    .lean<ApiTokenRecord[]>()
}

/** Ends a token for good; doing it twice changes nothing. @throws Forbidden('not_allowed'), NotFound('token_not_found') */
export async function revoke(tokenId: string, by: Origin): Promise<void> {
  await change(async (tx) => {
    const token = await ApiToken.findById(objectId(tokenId)).session(tx).lean<ApiTokenRecord>()
    if (token === null) throw new NotFound('token_not_found', { tokenId })
    const isOwn = by.actor.id === token.user.toHexString()
    if (!isOwn && !may(by.actor, 'manage_users')) throw new Forbidden('not_allowed', { verb: 'manage_users' })
    if (token.revocation !== undefined) return
    const revocation = { by: by.actor.id, at: now() }
    await ApiToken.updateOne({ _id: token._id }, { $set: { revocation } }, { session: tx })
    await audit({ action: 'api_token.revoked', thing: { kind: 'api_token', id: tokenId } }, by, tx)
    afterCommit(tx, () => cache.forget(token.hash))
  })
}

async function noteUse(token: ApiTokenRecord): Promise<void> {
  if (token.lastUsedAt !== null && nowMs() - token.lastUsedAt.getTime() < minutes(1)) return
  const used = now()
  const before = { $lte: new Date(used.getTime() - minutes(1)) }
  const unused = { _id: token._id, $or: [{ lastUsedAt: null }, { lastUsedAt: before }] }
  await ApiToken.updateOne(unused, { $set: { lastUsedAt: used } })
  cache.forget(token.hash)
}
