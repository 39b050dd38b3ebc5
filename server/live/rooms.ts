import type { Types } from 'mongoose'
import type { UserActor } from '../models/actor.js'

/** Names of rooms. Who is in which is decided here by the server alone, never by what a client asks to be called. */
export const rooms = {
  ticket: (id: Types.ObjectId) => `ticket:${id.toHexString()}`,
  /** Of a ticket, for those who may see its internal notes. */
  internal: (id: Types.ObjectId) => `ticket:${id.toHexString()}:internal`,
  team: (id: Types.ObjectId | string | null) => `team:${id === null ? 'none' : id.toString()}`,
  /** Of those who see the tickets of every team. */
  allTeams: 'team:*',
  user: (id: string) => `user:${id}`,
  /** All sockets that one sign-in opened, by the hash of its session. */
  session: (hash: string) => `session:${hash}`,
}

/** The rooms in which the lists of this person's tickets change. */
export function listRooms(actor: UserActor): string[] {
  if (actor.role !== 'agent') return [rooms.allTeams]
  return [rooms.team(null), ...actor.teams.map(rooms.team)]
}

/** The rooms whose lists show this ticket: its team's, its assignee's, and those who see everything. */
export function audienceOf(ticket: {
  team: Types.ObjectId | null
  assignee: Types.ObjectId | null
}): string[] {
  const own = ticket.assignee ? [rooms.user(ticket.assignee.toHexString())] : []
  return [rooms.team(ticket.team), rooms.allTeams, ...own]
}
