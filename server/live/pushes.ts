import type { MessageView, PartialViews, Push } from '../../views/types.js'
import { messageEvents, type EventName } from '../models/event-types.js'
import type { DomainEvent } from '../models/event.js'
import * as messages from '../models/messages/index.js'
import type { MessageRecord } from '../models/messages/index.js'
import { Ticket, type TicketRecord } from '../models/tickets/index.js'
import { Types } from 'mongoose'
import { presentMessage } from '../../views/present/messages.js'
import { presentEvent } from '../../views/present/events.js'
import type { NameMap } from '../http/names.js'
import { presentTicketHeader } from '../../views/present/tickets.js'
import { cut, fitted } from './size.js'

/** What an event means on a page that shows its ticket. */
type Shown = 'message' | 'line'

/** Each event: as the message it brought or changed, or as a line of its own. A new event must be given its place here. */
const shownAs: Record<EventName, Shown> = {
  'ticket.opened': 'line',
  'message.received': 'message',
  'reply.written': 'message',
  'reply.retracted': 'message',
  'note.written': 'message',
  'message.automatic': 'message',
  'call.logged': 'message',
  'reply.echoed': 'message',
  'message.edited': 'message',
  'message.deleted': 'message',
  'message.reacted': 'message',
  'message.media_changed': 'message',
  'message.moderated': 'message',
  'message.promised': 'message',
  'message.joined': 'line',
  'message.moved': 'message',
  'chat.mailed': 'line',
  'chat.ended': 'line',
  'ticket.merged': 'line',
  'ticket.unmerged': 'line',
  'ticket.took_in': 'line',
  'ticket.linked': 'line',
  'customer.merged': 'line',
  'customer.named': 'line',
  'customer.confirmed': 'line',
  'ticket.rated': 'line',
  'delivery.changed': 'message',
  'ticket.assigned': 'line',
  'ticket.team_changed': 'line',
  'ticket.status_changed': 'line',
  'ticket.closed': 'line',
  'ticket.reopened': 'line',
  'ticket.snoozed': 'line',
  'ticket.marked_spam': 'line',
  'ticket.categorised': 'line',
  'ticket.prioritised': 'line',
  'ticket.tagged': 'line',
  'ticket.renamed': 'line',
}

/** Whether only those who may see internal notes may hear of it. */
export function isInternal(event: DomainEvent): boolean {
  return messageEvents[event.name] === 'note'
}

/**
 * The push that shows an event to those who have its ticket open: the message or a line. What this process wrote itself
 * is at hand; the rest is read.
 * @returns null when the ticket is gone
 */
export async function eventPush(event: DomainEvent, names: () => Promise<NameMap>): Promise<Push | null> {
  const written = messages.writtenWith(event)
  if (written)
    return messagePush(event, written.ticket, presentMessage(written.message, written.ticket.number))
  const id = messageIdOf(event)
  const [ticket, message, known] = await Promise.all([
    Ticket.findById(event.ticket, { number: 1 }).lean<Pick<TicketRecord, '_id' | 'number'>>(),
    id ? messages.messageById(id) : null,
    names(),
  ])
  return ticket && contentPush(event, ticket, message, known)
}

/** What somebody has missed: the pushes of these events, and the head as it is now. */
export async function missedPushes(
  events: DomainEvent[],
  ticket: TicketRecord,
  names: NameMap,
): Promise<Push[]> {
  const ids = events.map(messageIdOf).filter((id) => id !== null)
  const found = new Map((await messages.byIds(ids)).map((message) => [message._id.toHexString(), message]))
  const pushes = events.map((event) => {
    const id = messageIdOf(event)
    return contentPush(event, ticket, (id && found.get(id.toHexString())) ?? null, names)
  })
  const last = events.at(-1)
  return last ? [...pushes, headerPush(last, ticket, names)] : []
}

/** A push that carries a view for the lists. */
export function push<N extends keyof PartialViews>(
  event: DomainEvent,
  ticket: Pick<TicketRecord, 'number'>,
  partial: N,
  view: PartialViews[N],
): Push {
  return fitted({ ticket: ticket.number, seq: event.seq, event: factsOf(event), partial, view })
}

function contentPush(
  event: DomainEvent,
  ticket: Pick<TicketRecord, '_id' | 'number'>,
  message: MessageRecord | null,
  names: NameMap,
): Push {
  if (message && isShownIn(message, event, ticket))
    return messagePush(event, ticket, presentMessage(message, ticket.number))
  const line = presentEvent(event, names)
  if (line) return gone(event, push(event, ticket, 'tickets/events', { id: line.id, events: [line] }))
  return fitted({ ticket: ticket.number, seq: event.seq, event: factsOf(event) })
}

/** A message that has gone to another ticket is not shown in this one; a note that came is, to who asks for the thread. */
function isShownIn(
  { ticket, kind }: MessageRecord,
  event: DomainEvent,
  { _id }: Pick<TicketRecord, '_id'>,
): boolean {
  return ticket.equals(_id) && !(event.name === 'message.moved' && kind === 'note')
}

/** Names the message that left, for pages that show it still. */
function gone(event: DomainEvent, told: Push): Push {
  if (event.name !== 'message.moved') return told
  return { ...told, event: { ...told.event, left: event.data.messageId } }
}

/** The head of a ticket as it is now, told with an event. */
export function headerPush(event: DomainEvent, ticket: TicketRecord, names: NameMap): Push {
  return push(event, ticket, 'tickets/header', presentTicketHeader(ticket, names))
}

/** The message's text stands twice, for pages and for programs; both are cut so that a push stays under 2 kB. */
function messagePush(event: DomainEvent, { number }: Pick<TicketRecord, 'number'>, view: MessageView): Push {
  const { id, channel, author, at } = view
  const message = { id, channel, author, text: cut(view.text, 400).text, at }
  const shown = cut(view.text, 700)
  return fitted({
    ticket: number,
    seq: event.seq,
    event: { ...factsOf(event), message },
    partial: 'messages/message',
    view: { ...view, text: shown.text, truncated: shown.truncated },
  })
}

function factsOf(event: DomainEvent): Push['event'] {
  const { kind, id, name } = event.by
  const facts = {
    id: event._id.toHexString(),
    name: event.name,
    type: event.name,
    at: event.at.toISOString(),
  }
  return { ...facts, by: { kind, id, name } } as Push['event']
}

function messageIdOf(event: DomainEvent): Types.ObjectId | null {
  return shownAs[event.name] === 'message' && 'messageId' in event.data
    ? new Types.ObjectId(event.data.messageId)
    : null
}
