/** Who does something. Agents, managers, mediators and admins are users; the others stand outside (visitor: somebody in a chat or
 * with a status link; bot: a program of the shop's). */
export type Role = 'admin' | 'manager' | 'mediator' | 'agent'

export interface UserActor {
  kind: 'user'
  id: string
  name: string
  role: Role
  /** Ids of the teams the user belongs to. */
  teams: string[]
}

export interface OutsideActor {
  kind: 'customer' | 'recipient' | 'seller' | 'visitor' | 'bot'
  id: string
  name: string
  /** The only tickets this actor may see (ids), proved by a signed link or a session of theirs. */
  tickets: string[]
}

export interface SystemActor {
  kind: 'system'
  id: null
  name: string
}

export type Actor = UserActor | OutsideActor | SystemActor

/** What is kept of an actor beside a change. */
export interface ActorRef {
  kind: Actor['kind']
  id: string | null
  name: string
}

export const system: SystemActor = { kind: 'system', id: null, name: 'Redress' }

/** The part of an actor that is stored. */
export function actorRef(actor: Actor): ActorRef {
  return { kind: actor.kind, id: actor.id, name: actor.name }
}
