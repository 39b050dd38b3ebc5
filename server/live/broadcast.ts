import { Types } from 'mongoose'
import { describeError } from '../lib/errors.js'
import type { DomainEvent } from '../models/event.js'
import { Ticket, type TicketRecord } from '../models/tickets/index.js'
import { presentTicketRow } from '../../views/present/tickets.js'
import type { Web } from '../http/web.js'
import type { AgentServer } from './connections.js'
import { makePace } from './pace.js'
import { eventPush, headerPush, isInternal, push } from './pushes.js'
import { audienceOf, rooms } from './rooms.js'

export interface Broadcast {
  /** Tells this process's sockets of a committed event. Returns at once; failures are logged. */
  event: (event: DomainEvent) => void
  /** Events may have been missed: every client starts over. */
  gap: () => void
  stop: () => void
}

/** A ticket's row is pushed at once and then at most twice a second, and counts likewise, however much happens. */
const rowsEvery = 500
const countsEvery = 1_000

/** Turns events into pushes for the rooms that have members here, in order within each ticket. */
export function makeBroadcast(agents: AgentServer, web: Web): Broadcast {
  const chains = new Map<string, Promise<void>>()
  const counts = makePace(countsEvery, () => void guarded(() => pushCounts(agents, web)))
  const guarded = async (run: () => Promise<void> | void): Promise<void> => {
    try {
      await run()
    } catch (error) {
      // Nobody waits for a push: the client sees the gap at the next one, or when it connects again.
      web.log.warn('push failed', { error: describeError(error) })
    }
  }
  const inOrder = (key: string, run: () => Promise<void> | void): void => {
    const tail = (chains.get(key) ?? Promise.resolve()).then(() => guarded(run))
    chains.set(key, tail)
    void tail.then(() => {
      if (chains.get(key) === tail) chains.delete(key)
    })
  }
  // A row comes after what happened on its ticket, so that a page never sees the number before the message.
  // It is read meanwhile, so that what happens next does not wait for it.
  const rows = makePace(rowsEvery, (event: DomainEvent) => {
    void guarded(async () => {
      const tell = await rowOf(agents, web, event)
      if (tell) inOrder(event.ticket.toHexString(), tell)
    })
  })
  return {
    event: (event) => {
      if (agents.sockets.size === 0) return
      const key = event.ticket.toHexString()
      if (hasMembers(agents, roomOf(event))) inOrder(key, () => pushTicket(agents, web, event))
      rows.run(key, event)
      counts.run('all', event)
    },
    gap: () => {
      agents.local.emit('reload')
      // Closing the transport makes each client connect again and ask for what it missed.
      for (const socket of agents.sockets.values()) socket.conn.close()
    },
    stop: () => {
      rows.stop()
      counts.stop()
    },
  }
}

/** First what happened, which somebody is waiting to read; then the head as it stands now. */
async function pushTicket(agents: AgentServer, web: Web, event: DomainEvent): Promise<void> {
  const to = agents.local.to(roomOf(event))
  const names = () => web.names.get()
  const happened = await eventPush(event, names)
  if (!happened) return
  to.emit('push', happened as never)
  const ticket = await Ticket.findById(event.ticket).lean<TicketRecord>()
  if (ticket) to.emit('push', headerPush(event, ticket, await names()) as never)
}

/** Tells the lists of a ticket's row as it stands now; null when nobody here watches one that shows it. */
async function rowOf(agents: AgentServer, web: Web, event: DomainEvent): Promise<(() => void) | null> {
  const ticket = await Ticket.findById(event.ticket).lean<TicketRecord>()
  if (!ticket) return null
  const audience = audienceOf(ticket)
  if (!audience.some((room) => hasMembers(agents, room))) return null
  // Whoever has the ticket open has it from its own room already; the row is for the list beside it.
  const row = push(event, ticket, 'tickets/row', presentTicketRow(ticket, await web.names.get()))
  return () => void agents.local.to(audience).emit('push', { ...row, seq: ticket.seq } as never)
}

async function pushCounts(agents: AgentServer, web: Web): Promise<void> {
  web.counts.clear()
  const watching = new Map(
    [...agents.sockets.values()].filter(watchesLists).map(({ data }) => [data.actor.id, data.actor]),
  )
  for (const actor of watching.values()) {
    const views = await web.counts.of(actor)
    agents.local.to(rooms.user(actor.id)).emit('counts', { views } as never)
  }
}

function watchesLists(socket: { rooms: Set<string> }): boolean {
  return [...socket.rooms].some((room) => room.startsWith('team:'))
}

/** Notes go to those alone who may see them. */
function roomOf(event: DomainEvent): string {
  const id = new Types.ObjectId(event.ticket)
  return isInternal(event) ? rooms.internal(id) : rooms.ticket(id)
}

function hasMembers(agents: AgentServer, room: string): boolean {
  return agents.adapter.rooms.has(room)
}
