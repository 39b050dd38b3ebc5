import type { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { system } from '../actor.js'
import type { ChannelAccountRecord } from '../channel-accounts/channel-account.js'
import type { Claim, CustomerRecord, Person } from '../customers/index.js'
import type { NewEvent } from '../events.js'
import type { Opening } from '../tickets/open.js'
import type { LastMessage, TicketRecord } from '../tickets/ticket.js'
import type { IdentityRef, InboundMessage } from './message-shapes.js'
import type { PreparedMessage } from './prepare.js'
import type { Matter } from './same-matter.js'

/** Who a message's writer is in its ticket. */
export type AuthorRole = 'customer' | 'recipient' | 'bot'

/** What a prepared message says of a new ticket, of its writer and of itself; all pure. */
export function openingOf(
  {
    prepared,
    number,
    reception: { account },
  }: { prepared: PreparedMessage; number: number; reception: { account: ChannelAccountRecord } },
  author: CustomerRecord,
  begun: { follows: TicketRecord | null; message: Types.ObjectId; role: AuthorRole },
): Opening {
  const order = orderOf(prepared, author, begun.role)
  const start: Opening['start'] = {
    direction: 'inbound',
    number,
    subject: prepared.normal.subject || firstWords(prepared),
    channel: prepared.message.channel,
    account: account._id,
    via: [placeOf(account)],
    team: account.team,
    customer: author._id,
    customerName: shownName(prepared, author),
    ...(begun.role === 'recipient' ? { requester: { type: 'recipient', id: author._id } } : {}),
    priority: prepared.priority.priority,
    priorityBecause: prepared.priority.because,
    category: prepared.category.category,
    categoryBecause: prepared.category.because,
    suggestions: prepared.category.suggestions,
    language: prepared.normal.language,
    lastMessage: preview(prepared, author),
    follows: begun.follows?._id ?? null,
    ...(prepared.message.call?.outcome === 'reached' ? { answered: true } : {}),
    ...(prepared.message.asked?.remedy ? { wanted: prepared.message.asked.remedy } : {}),
    ...(order
      ? { order: order._id, seller: order.seller, marketplace: order.marketplace, city: order.city }
      : {}),
  }
  return { start, first: receivedEvent(prepared, begun.message, false), by: system }
}

/** Messengers know no subjects: there the first words name the matter in lists. A mail without one stays without. */
function firstWords({ message, normal }: PreparedMessage): string {
  if (message.channel === 'email') return ''
  const line = normal.text.split('\n').find((one) => one.trim() !== '') ?? ''
  const words = line.replace(/\s+/g, ' ').trim()
  return words.length > 80 ? `${words.slice(0, 79).trimEnd()}…` : words
}

/** An order number names an order, not a person: only the order's own people are linked to it without being asked. */
function orderOf(
  prepared: PreparedMessage,
  author: CustomerRecord,
  role: AuthorRole,
): PreparedMessage['order'] {
  if (role === 'recipient') return prepared.receives
  return prepared.order?.customer && author._id.equals(prepared.order.customer) ? prepared.order : null
}

/** One place of ours, for `ticket.via`. */
export function placeOf({ channel, _id }: Pick<ChannelAccountRecord, 'channel' | '_id'>): string {
  return `${channel}:${_id.toHexString()}`
}

/** What the message is about, for finding the open ticket it goes on with. */
export function matterOf(prepared: PreparedMessage, account: ChannelAccountRecord, author: CustomerRecord, role: AuthorRole): Matter {
  const { message, normal, category } = prepared
  const order = orderOf(prepared, author, role)
  return {
    place: placeOf(account),
    role: role === 'recipient' ? 'recipient' : 'customer',
    isPublic: message.audience === 'public',
    category: category.category,
    orderNumbers: normal.orderNumbers,
    order: order?._id ?? null,
    unproven: unprovenOf(message),
    threadsItself: message.channel === 'email' || message.channel === 'form',
  }
} // prettier-ignore

/** A From field that no server vouches for. */
function unprovenOf({ channel, sender }: InboundMessage): string | null {
  const [first] = sender
  return channel === 'email' && first?.proof === 'none' ? first.value : null
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

/**
 * What proves the writer, and what they only say of themselves. The address a mail comes from has always named its
 * writer (a forged one joins nothing but a thread of mail); any other address that nothing proves is a claim.
 */
export function personOf({ message, normal }: PreparedMessage): Person {
  const identifies = (ref: IdentityRef): boolean => ref.proof !== 'none' || message.channel === 'email' || !isClaim(ref)
  const claims = message.sender.flatMap((ref): Pick<Claim, 'type' | 'value'>[] =>
    !identifies(ref) && (ref.type === 'email' || ref.type === 'phone') ? [{ type: ref.type, value: ref.value }] : [],
  )
  const name = message.by === 'bot' ? '' : normal.senderName
  return { refs: message.sender.filter(identifies), claims, name, locale: normal.language }
} // prettier-ignore

/** Addresses and numbers can be anybody's; a network's or a site's own id of an account cannot. */
function isClaim({ type }: IdentityRef): boolean {
  return type === 'email' || type === 'phone' || type === 'shop_user'
}

export function preview(prepared: PreparedMessage, author: CustomerRecord): LastMessage {
  const text = prepared.normal.text.replace(/\s+/g, ' ').trim()
  return {
    at: now(),
    direction: 'in',
    author: shownName(prepared, author),
    preview: (text || (prepared.message.attachments[0]?.name ?? '')).slice(0, 140),
  }
}

/** Many people write without a name; the address then says who it is. */
function shownName({ message, normal }: PreparedMessage, author: CustomerRecord): string {
  return author.name || normal.senderName || (message.sender[0]?.value ?? '')
}
