import { now } from '../../lib/clock.js'
import { Forbidden } from '../../lib/errors.js'
import { lowerAscii } from '../../lib/fold.js'
import { afterCommit, change } from '../../lib/mongo.js'
import { actorRef } from '../actor.js'
import { audit } from '../audits/index.js'
import { forget, readForChange } from './find.js'
import { hashPassword, isPassword } from './password.js'
import { actorOf, isActive, User, type UserRecord } from './user.js'

/**
 * The user of this address and password. An unknown address, a wrong password, an unanswered invitation and a
 * deactivated account take the same time and get the same answer, so that nobody learns who has an account.
 * @throws Forbidden('wrong_credentials', 401)
 */
export async function signIn(email: string, password: string): Promise<UserRecord> {
  const user = await User.findOne({ email: lowerAscii(email.trim()).slice(0, 320) }).lean<UserRecord>()
  const known = user !== null && isActive(user)
  const right = await isPassword(password, known ? user.passwordHash : undefined)
  if (!known || !right) throw new Forbidden('wrong_credentials', { status: 401 })
  return user
}

/**
 * Replaces one's own password; every session older than `passwordChangedAt` is over.
 * @throws Forbidden('wrong_password'), Invalid('password_too_short' | 'password_too_long'), NotFound('user_not_found')
 */
export async function changePassword(
  userId: string,
  passwords: { current: string; next: string },
  ip?: string,
): Promise<UserRecord> {
  const passwordHash = await hashPassword(passwords.next)
  return change(async (tx) => {
    const user = await readForChange(userId, tx)
    const right = await isPassword(passwords.current, isActive(user) ? user.passwordHash : undefined)
    if (!right) throw new Forbidden('wrong_password')
    const $set = { passwordHash, passwordChangedAt: now(), updatedAt: now() }
    await User.updateOne({ _id: user._id }, { $set }, { session: tx })
    const thing = { kind: 'user', id: userId }
    const actor = actorOf(user)
    await audit(
      { action: 'user.password_changed', thing, after: { by: actorRef(actor).name } },
      from(actor, ip),
      tx,
    )
    afterCommit(tx, () => forget(userId))
    return { ...user, ...$set }
  })
}

function from(actor: ReturnType<typeof actorOf>, ip: string | undefined) {
  return { actor, ...(ip === undefined ? {} : { ip }) }
}
