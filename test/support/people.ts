import { system, type Role, type UserActor } from '../../server/models/actor.js'
import * as users from '../../server/models/users/index.js'

/** The password of everybody here. */
export const goodPassword = 'çok gizli bir söz'

let count = 0

/** Somebody who has answered an invitation and can sign in. */
export async function colleague(
  role: Role,
  options: { teams?: string[]; name?: string } = {},
): Promise<{ user: users.UserRecord; actor: UserActor }> {
  count += 1
  const { token } = await users.invite(
    {
      email: `${role}-${count}@shop.example`,
      name: options.name ?? `${role} ${count}`,
      role,
      locale: 'tr',
      timeZone: 'Europe/Istanbul',
      ...(options.teams === undefined ? {} : { teams: options.teams }),
    },
    { actor: system },
  )
  const user = await users.acceptInvitation(token, { password: goodPassword })
  return { user, actor: users.actorOf(user) }
}

/** The error that a promise ends with; fails when it ends well. */
export async function failure(
  promise: Promise<unknown>,
): Promise<{ code: string; status?: number; details?: object }> {
  try {
    await promise
  } catch (error) {
    return error as { code: string; status?: number; details?: object }
  }
  throw new Error('expected to fail, but it went well')
}
