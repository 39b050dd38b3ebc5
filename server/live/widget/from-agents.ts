import { Types } from 'mongoose'
import { describeError } from '../../lib/errors.js'
import { agentsRead } from '../../models/chats/index.js'
import { Ticket, type TicketRecord } from '../../models/tickets/index.js'
import type { AgentSocket } from '../connections.js'
import { presenceInput, typingInput } from '../messages.js'
import { widgetRooms } from './rooms.js'
import type { Side } from './talk.js'

/**
 * Lets visitors see what agents do on their ticket: that somebody writes, and that what they wrote was seen. Only on
 * tickets that the agent's socket was let into.
 */
export function showAgents(side: Side): void {
  side.agents.adapter.on('join-room', (room: string) => {
    const opened = /^ticket:([0-9a-f]{24})$/.exec(room)?.[1]
    if (opened !== undefined) showRead(side, new Types.ObjectId(opened))
  })
  side.agents.on('connection', (socket) => {
    socket.on('presence', (input: unknown) => {
      const said = presenceInput.safeParse(input)
      if (said.success) tell(side, socket, said.data.ticket, said.data.state)
    })
    socket.on('typing', (input: unknown) => {
      const said = typingInput.safeParse(input)
      if (said.success) tell(side, socket, said.data.ticket, 'typing')
    })
  })
}

function tell(side: Side, socket: AgentSocket, number: number, state: 'viewing' | 'typing' | 'left'): void {
  const id = socket.data.tickets.get(number)
  if (id === undefined) return
  const ticket = new Types.ObjectId(id)
  const on = state === 'typing'
  const writing = writes.get(socket) ?? new Set()
  writes.set(socket, writing)
  // That somebody still does not write is no news.
  if (on || writing.has(number)) {
    const { name } = socket.data.actor
    side.widgets.to(widgetRooms.talk(ticket)).emit('typing', { name, on } as never)
  }
  if (on) writing.add(number)
  else writing.delete(number)
  if (state !== 'left') showRead(side, ticket)
}

/** Numbers of the tickets that each agent's socket writes on. */
const writes = new WeakMap<AgentSocket, Set<number>>()

/** What agents have in front of them is read. */
export function showRead({ widgets, web }: Side, id: Types.ObjectId): void {
  const tell = async (): Promise<void> => {
    const ticket = await Ticket.findById(id, { seq: 1 }).lean<Pick<TicketRecord, 'seq'>>()
    if (ticket && (await agentsRead(id, ticket.seq)))
      widgets.to(widgetRooms.talk(id)).emit('read', { seq: ticket.seq } as never)
  }
  tell().catch((error: unknown) => {
    // Said again by the agent's page every few seconds.
    web.log.debug('read state not told', { error: describeError(error) })
  })
}
