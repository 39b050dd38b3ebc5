import type { Booted } from '../../boot.js'
import { NotFound } from '../../lib/errors.js'
import { randomSecret } from '../../lib/ids.js'
import { system, type UserActor } from '../../models/actor.js'
import * as users from '../../models/users/index.js'
import type { Person } from './complaint.js'

const people: readonly [role: Person, name: string, address: string][] = [
  ['admin', 'Deniz Aydın', 'deniz@gonca.example'],
  ['manager', 'Selin Koç', 'selin@gonca.example'],
  ['mediator', 'Murat Arslan', 'murat@gonca.example'],
  ['agent', 'Elif Demir', 'elif@gonca.example'],
]

export interface MadePerson {
  role: Person
  email: string
  /** Only for who was made now; it is kept nowhere. */
  password: string | null
}

/** One colleague for each role, each with a password of their own; who is there already stays as they are. */
export async function makePeople({ config }: Booted): Promise<MadePerson[]> {
  const made: MadePerson[] = []
  for (const [role, name, email] of people) {
    const known = await users.byEmail(email)
    if (known && users.isActive(known)) {
      made.push({ role, email, password: null })
      continue
    }
    const { locale, timeZone } = config.defaults
    const { token } = await users.invite({ email, name, role, locale, timeZone }, { actor: system })
    const password = randomSecret().slice(0, 16)
    await users.acceptInvitation(token, { password })
    made.push({ role, email, password })
  }
  return made
}

/** The colleagues as actors, by role. @throws NotFound('user_not_found') */
export async function actors(): Promise<Record<Person, UserActor>> {
  const found = await Promise.all(people.map(async ([role, , email]) => [role, await actor(email)] as const))
  return Object.fromEntries(found) as Record<Person, UserActor>
}

async function actor(email: string): Promise<UserActor> {
  const user = await users.byEmail(email)
  if (!user) throw new NotFound('user_not_found', { email })
  return users.actorOf(user)
}
