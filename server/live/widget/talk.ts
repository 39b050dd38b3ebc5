import { presentChatMessage } from '../../../views/present/chat-messages.js'
import type { WidgetMessage, WidgetMissed } from '../../../views/types/widget.js'
import { now } from '../../lib/clock.js'
import { Invalid } from '../../lib/errors.js'
import * as chats from '../../models/chats/index.js'
import type { Reader } from '../../models/chats/index.js'
import { conversationView } from '../../http/widget/session.js'
import { readerOfVisitor, type Visitor } from '../../http/widget/visitors.js'
import type { Web } from '../../http/web.js'
import type { AgentServer } from '../connections.js'
import { rooms } from '../rooms.js'
import type { WidgetServer, WidgetSocket } from './connections.js'
import { endInput, historyInput, rateInput, readInput, sinceInput, typingInput } from './messages.js'
import { widgetRooms } from './rooms.js'

/** Both ends of the chat in this process. */
export interface Side {
  widgets: WidgetServer
  agents: AgentServer
  web: Web
}

/** What the visitor's frame has missed; of another conversation, or of too much, the latest messages. */
export async function missed(socket: WidgetSocket, visitor: Visitor, input: unknown): Promise<WidgetMissed> {
  const { seq, conversation } = parsed(sinceInput, input)
  const reader = await readerOfVisitor(visitor)
  if (!reader) return { messages: [], seq: 0, readSeq: 0, conversation: null, reset: seq > 0 }
  const { chat, ticket } = reader
  await socket.join(widgetRooms.talk(ticket._id))
  const isSame = conversation === undefined || conversation === null || conversation === ticket.publicId
  const news = isSame ? await chats.missedBy(reader, seq) : null
  await chats.visitorGot(ticket._id, ticket.seq)
  const rest = { seq: ticket.seq, readSeq: chat.agentSeq, conversation: ticket.publicId }
  if (news) return { messages: news.map((one) => shown(one, reader)), ...rest, reset: false }
  return { messages: (await conversationView(reader)).messages, ...rest, reset: true }
} // prettier-ignore

/** Older messages, one page. */
export async function history(visitor: Visitor, input: unknown): Promise<{ messages: WidgetMessage[]; more: boolean }> {
  const { before } = parsed(historyInput, input)
  const reader = await theirs(visitor)
  const { messages, more } = await chats.historyOf(reader, before)
  return { messages: messages.map((one) => shown(one, reader)), more }
} // prettier-ignore

/** Agents who have the ticket open see that the visitor writes, wherever they are connected. */
export async function typing({ agents }: Side, socket: WidgetSocket, visitor: Visitor, input: unknown): Promise<void> {
  const { on } = parsed(typingInput, input)
  const reader = await readerOfVisitor(visitor)
  if (!reader || !socket.rooms.has(widgetRooms.talk(reader.ticket._id))) return
  const { ticket } = reader
  const user = { id: visitor.id, name: ticket.customerName }
  const news = { ticket: ticket.number, user, state: on ? 'typing' : 'viewing', at: now().toISOString() }
  const watching = agents.to(rooms.ticket(ticket._id))
  watching.emit('presence', news as never)
  if (on) watching.emit('typing', news as never)
} // prettier-ignore

/** The visitor has read up to a sequence number. */
export async function read(visitor: Visitor, input: unknown): Promise<void> {
  const { seq } = parsed(readInput, input)
  const { chat, ticket } = await theirs(visitor)
  const upTo = Math.min(seq, ticket.seq)
  if (upTo > chat.seenSeq) await chats.visitorRead(chat._id, ticket._id, upTo)
} // prettier-ignore

/** The visitor leaves; their other windows hear of it. */
export async function endTalk({ widgets }: Side, visitor: Visitor, input: unknown): Promise<void> {
  parsed(endInput, input)
  const reader = await theirs(visitor)
  if (await chats.end(reader))
    widgets.to(widgetRooms.visitor(visitor.id)).emit('ended', { by: 'customer' } as never)
}

export async function rateTalk(visitor: Visitor, input: unknown): Promise<void> {
  const { score, comment } = parsed(rateInput, input)
  await chats.rate(await theirs(visitor), score, comment)
}

/** @throws Invalid('no_conversation') before the first message is stored */
async function theirs(visitor: Visitor): Promise<Reader> {
  const reader = await readerOfVisitor(visitor)
  if (!reader) throw new Invalid('no_conversation')
  return reader
}

function shown(message: Parameters<typeof presentChatMessage>[0], { chat }: Reader): WidgetMessage {
  return presentChatMessage(message, chat._id, chat.agentSeq)
}

function parsed<T>(
  schema: { safeParse(input: unknown): { success: true; data: T } | { success: false } },
  input: unknown,
): T {
  const result = schema.safeParse(input)
  if (!result.success) throw new Invalid('invalid_input')
  return result.data
}
