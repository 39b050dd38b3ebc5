import type { Types } from 'mongoose'
import { presentChatMessage } from '../../../views/present/chat-messages.js'
import { describeError } from '../../lib/errors.js'
import type { DomainEvent } from '../../models/event.js'
import * as chats from '../../models/chats/index.js'
import type { Reader } from '../../models/chats/index.js'
import { accountById } from '../../models/channel-accounts/index.js'
import { Message, writtenWith, type MessageRecord } from '../../models/messages/index.js'
import { showRead } from './from-agents.js'
import { widgetRooms } from './rooms.js'
import type { Side } from './talk.js'
import type { WidgetSocket } from './connections.js'

export interface WidgetBroadcast {
  /** Tells this process's visitors of a committed event. Returns at once; failures are logged. */
  event: (event: DomainEvent) => void
  /** Events may have been missed: every frame connects again and asks. */
  gap: () => void
}

/** Turns events into what visitors see, in order within each ticket. */
export function makeWidgetBroadcast(side: Side): WidgetBroadcast {
  const { widgets, web } = side
  const chains = new Map<string, Promise<void>>()
  return {
    event: (event) => {
      if (widgets.sockets.size === 0 || !mayConcern(side, event)) return
      const key = event.ticket.toHexString()
      const tail = (chains.get(key) ?? Promise.resolve()).then(() =>
        tell(side, event).catch((error: unknown) => {
          // Nobody waits for it: the frame asks for what it missed when it connects again.
          web.log.warn('visitor not told', { error: describeError(error) })
        }),
      )
      chains.set(key, tail)
      void tail.then(() => {
        if (chains.get(key) === tail) chains.delete(key)
      })
    },
    gap: () => {
      for (const socket of widgets.sockets.values()) socket.conn.close()
    },
  }
}

/** Whether somebody here talks in the event's ticket, or may turn out to: a message of the chat finds its visitor. */
function mayConcern({ widgets }: Side, event: DomainEvent): boolean {
  if (widgets.adapter.rooms.has(widgetRooms.talk(event.ticket))) return true
  return event.name === 'message.received' && event.data.channel === 'chat'
}

async function tell(side: Side, event: DomainEvent): Promise<void> {
  const { widgets } = side
  const talk = () => widgets.local.to(widgetRooms.talk(event.ticket))
  if (event.name === 'chat.mailed')
    talk().emit('mailed', { at: event.at.toISOString(), count: event.data.count } as never)
  else if (event.name === 'ticket.closed' && event.by.kind === 'user') talk().emit('ended', { by: 'agent' } as never)
  else if (elsewhere.has(event.name)) reconnect(side, event.ticket)
  else if (chats.shownEvents.has(event.name) && 'messageId' in event.data) {
    const message = writtenWith(event)?.message ?? (await Message.findById(event.data.messageId).lean<MessageRecord>())
    if (message) await show(side, message)
  }
} // prettier-ignore

/** After these the talk, or a part of it, stands in another ticket: each frame asks anew. */
const elsewhere: ReadonlySet<string> = new Set(['ticket.merged', 'ticket.unmerged', 'message.moved'])

function reconnect(side: Side, ticket: Types.ObjectId): void {
  for (const sockets of visitorsIn(side, ticket).values()) sockets.forEach((socket) => socket.conn.close())
}

/** Each visitor who talks here reads with their own eyes: what is theirs, and what they may see. */
async function show(side: Side, message: MessageRecord): Promise<void> {
  await bringIn(side, message)
  let got = false
  for (const [visitor, sockets] of visitorsIn(side, message.ticket)) {
    const reader = await readerFor(visitor, message.ticket)
    if (!reader || !chats.isVisible(message, reader)) continue
    const view = presentChatMessage(message, visitor, reader.chat.agentSeq)
    for (const socket of sockets) socket.emit('message', view as never)
    got = true
  }
  if (message.kind !== 'reply') return
  // Who answers has read what they answer.
  showRead(side, message.ticket)
  if (got) await chats.visitorGot(message.ticket, message.seq)
}

/** The first message of a talk, or one that went to another ticket, brings its visitor's windows there. */
async function bringIn({ widgets }: Side, message: MessageRecord): Promise<void> {
  const visitor = message.authorIdentity?.type === 'visitor' ? message.authorIdentity.value : null
  if (visitor === null || message.channel !== 'chat') return
  const here = widgets.adapter.rooms.get(widgetRooms.visitor(visitor))
  if (!here) return
  const chat = await chats.chatOf(visitor)
  if (!chat) return
  const reader = await readerFor(visitor, message.ticket)
  if (!reader) return
  const room = widgetRooms.talk(reader.ticket._id)
  for (const id of here) {
    const socket = widgets.sockets.get(id)
    if (!socket || socket.rooms.has(room)) continue
    for (const left of [...socket.rooms].filter((one) => one.startsWith('talk:'))) await socket.leave(left)
    await socket.join(room)
    const { publicId, number } = reader.ticket
    socket.emit('conversation', { publicId, number } as never)
  }
}

function visitorsIn({ widgets }: Side, ticket: Types.ObjectId): Map<string, WidgetSocket[]> {
  const found = new Map<string, WidgetSocket[]>()
  for (const id of widgets.adapter.rooms.get(widgetRooms.talk(ticket)) ?? []) {
    const socket = widgets.sockets.get(id)
    if (socket) found.set(socket.data.visitor, [...(found.get(socket.data.visitor) ?? []), socket])
  }
  return found
}

/** The visitor as a reader of this ticket; null when their talk is elsewhere by now. */
async function readerFor(visitor: string, ticket: Types.ObjectId): Promise<Reader | null> {
  const chat = await chats.chatOf(visitor)
  if (!chat) return null
  const { key } = await accountById(chat.account)
  const reader = await chats.readerOf(chat, key)
  return reader?.ticket._id.equals(ticket) ? reader : null
}
