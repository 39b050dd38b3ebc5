import type { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { system } from '../actor.js'
import type { ChannelAccountRecord } from '../channel-accounts/channel-account.js'
import type { CustomerRecord, Person } from '../customers/index.js'
import type { NewEvent } from '../events.js'
import type { Opening } from '../tickets/open.js'
import type { LastMessage, TicketRecord } from '../tickets/ticket.js'
import type { PreparedMessage } from './prepare.js'

/** What a prepared message says of a new ticket, of its writer and of itself; all pure. */
export function openingOf(
  {
    prepared,
    number,
    reception: { account },
  }: { prepared: PreparedMessage; number: number; reception: { account: ChannelAccountRecord } },
  author: CustomerRecord,
  follows: TicketRecord | null,
  message: Types.ObjectId,
): Opening {
  // An order number names an order, not a person: only the order's own customer is linked to it without being asked.
  const order = prepared.order?.customer && author._id.equals(prepared.order.customer) ? prepared.order : null
  const start: Opening['start'] = {
    direction: 'inbound',
    number,
    subject: prepared.normal.subject,
    channel: prepared.message.channel,
    account: account._id,
    team: account.team,
    customer: author._id,
    customerName: shownName(prepared, author),
    priority: prepared.priority.priority,
    priorityBecause: prepared.priority.because,
    category: prepared.category.category,
    categoryBecause: prepared.category.because,
    suggestions: prepared.category.suggestions,
    language: prepared.normal.language,
    lastMessage: preview(prepared, author),
    follows: follows?._id ?? null,
    ...(order
      ? { order: order._id, seller: order.seller, marketplace: order.marketplace, city: order.city }
      : {}),
  }
  return { start, first: receivedEvent(prepared, message, false), by: system }
}

export function receivedEvent(
  prepared: PreparedMessage,
  message: Types.ObjectId,
  stranger: boolean,
): NewEvent {
  const { channel } = prepared.message
  return {
    name: 'message.received',
    data: { messageId: message.toHexString(), channel, stranger, auto: prepared.screening !== 'ok' },
  }
}

export function personOf({ message, normal }: PreparedMessage): Person {
  return { refs: message.sender, name: normal.senderName, locale: normal.language }
}

export function preview(prepared: PreparedMessage, author: CustomerRecord): LastMessage {
  return {
    at: now(),
    direction: 'in',
    author: shownName(prepared, author),
    preview: prepared.normal.text.replace(/\s+/g, ' ').trim().slice(0, 140),
  }
}

/** Many people write without a name; the address then says who it is. */
function shownName({ message }: PreparedMessage, author: CustomerRecord): string {
  return author.name || (message.sender[0]?.value ?? '')
}
