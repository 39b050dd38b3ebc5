import { now } from '../lib/clock.js'
import type { AgentServer, AgentSocket } from './connections.js'
import type { PresenceState } from './messages.js'

/** Somebody who has a ticket open. Clients say it again every 15 s and forget it 45 s after they last heard it. */
export interface Present {
  ticket: number
  user: { id: string; name: string }
  state: PresenceState
  at: string
}

/** Tells the others on a ticket what this person does; only on tickets that the socket was let into. */
export function showPresence(
  agents: AgentServer,
  socket: AgentSocket,
  { ticket, state }: { ticket: number; state: PresenceState },
): Promise<void> {
  announce(agents, socket, ticket, state)
  return Promise.resolve()
}

export function announce(
  agents: AgentServer,
  socket: AgentSocket,
  number: number,
  state: PresenceState,
): void {
  const id = socket.data.tickets.get(number)
  if (id === undefined) return
  const { id: userId, name } = socket.data.actor
  const news: Present = { ticket: number, user: { id: userId, name }, state, at: now().toISOString() }
  const others = agents.to(`ticket:${id}`).except(socket.id)
  others.emit('presence', news as never)
  if (state === 'typing') others.emit('typing', news as never)
}

/** Who else has the tickets of this socket open, in this process; those elsewhere are heard within 15 s. */
export async function present(agents: AgentServer, socket: AgentSocket): Promise<Present[]> {
  const at = now().toISOString()
  const found: Present[] = []
  for (const [number, id] of socket.data.tickets) {
    for (const other of await agents.local.in(`ticket:${id}`).fetchSockets()) {
      const { id: userId, name } = other.data.actor
      if (userId !== socket.data.actor.id)
        found.push({ ticket: number, user: { id: userId, name }, state: 'viewing', at })
    }
  }
  return found.slice(0, 100)
}

/** A socket goes: the others on its tickets hear so at once. */
export function leave(agents: AgentServer, socket: AgentSocket): void {
  for (const number of socket.data.tickets.keys()) announce(agents, socket, number, 'left')
}
