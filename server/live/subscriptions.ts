import type { z } from 'zod'
import type { Push } from '../../views/types.js'
import { AppError } from '../lib/errors.js'
import { eventsAfter } from '../models/events.js'
import { may } from '../models/may.js'
import * as tickets from '../models/tickets/index.js'
import type { Web } from '../http/web.js'
import type { AgentServer, AgentSocket } from './connections.js'
import type { sinceInput, subscribeInput } from './messages.js'
import { announce, present, type Present } from './presence.js'
import { isInternal, missedPushes } from './pushes.js'
import { listRooms, rooms } from './rooms.js'

/** How many missed events are told; for more a client loads the page again. */
const mostMissed = 500

export interface Subscribed {
  /** Numbers of the tickets that are followed now; those that may not be seen are not among them. */
  tickets: number[]
  /** Who else looks at them. */
  present: Present[]
}

/** Follows these tickets and no others, each after asking whether its person may see it at this moment. */
export async function subscribe(
  agents: AgentServer,
  socket: AgentSocket,
  web: Web,
  input: z.output<typeof subscribeInput>,
): Promise<Subscribed> {
  const { actor } = socket.data
  const found = await Promise.all(input.tickets.map((number) => visible(number, socket)))
  const followed = found.filter((ticket) => ticket !== null)
  leaveOthers(agents, socket, new Set(followed.map(({ number }) => number)))
  for (const ticket of followed) {
    const isNew = !socket.data.tickets.has(ticket.number)
    socket.data.tickets.set(ticket.number, ticket._id.toHexString())
    await socket.join(rooms.ticket(ticket._id))
    if (may(actor, 'see_notes', ticket)) await socket.join(rooms.internal(ticket._id))
    if (isNew) announce(agents, socket, ticket.number, 'viewing')
  }
  if (input.lists) {
    await socket.join(listRooms(actor))
    socket.emit('counts', { views: await web.counts.of(actor) } as never)
  } else listRooms(actor).forEach((room) => void socket.leave(room))
  return { tickets: followed.map(({ number }) => number), present: await present(agents, socket) }
}

export interface Missed {
  pushes?: Push[]
  /** The latest sequence number of the (last) ticket asked for. */
  seq?: number
  reload?: boolean
}

/** What happened to tickets after the sequence numbers a client knows, in order; too much of it is `reload`. */
export async function missed(
  socket: AgentSocket,
  web: Web,
  asked: z.output<typeof sinceInput>,
): Promise<Missed> {
  const pushes: Push[] = []
  let seq = 0
  for (const [number, after] of Object.entries(asked)) {
    const ticket = await visible(Number(number), socket)
    if (!ticket) continue
    const events = await eventsAfter(ticket._id, after, mostMissed + 1)
    if (events.length > mostMissed || pushes.length > mostMissed) return { reload: true }
    const told = may(socket.data.actor, 'see_notes', ticket)
      ? events
      : events.filter((event) => !isInternal(event))
    pushes.push(...(await missedPushes(told, ticket, await web.names.get())))
    seq = Math.max(ticket.seq, events.at(-1)?.seq ?? 0)
  }
  return { pushes, seq }
}

/** A ticket that this socket's person may see, else null: numbers tell nothing. */
async function visible(number: number, socket: AgentSocket): Promise<tickets.TicketRecord | null> {
  try {
    return await tickets.byNumber(number, socket.data.actor)
  } catch (error) {
    if (error instanceof AppError && error.code === 'ticket_not_found') return null
    throw error
  }
}

function leaveOthers(agents: AgentServer, socket: AgentSocket, kept: Set<number>): void {
  for (const [number, id] of socket.data.tickets) {
    if (kept.has(number)) continue
    announce(agents, socket, number, 'left')
    void socket.leave(`ticket:${id}`)
    void socket.leave(`ticket:${id}:internal`)
    socket.data.tickets.delete(number)
  }
}
