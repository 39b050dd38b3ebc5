import { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { foldedWords } from '../../lib/fold.js'
import { randomId } from '../../lib/ids.js'
import type { Tx } from '../../lib/mongo.js'
import type { Actor } from '../actor.js'
import { record, type NewEvent } from '../events.js'
import { Ticket, type TicketRecord } from './ticket.js'

/** What a new ticket is made of; the rest starts empty. */
export type TicketStart = Pick<
  TicketRecord,
  | 'number' | 'subject' | 'channel' | 'account' | 'customer' | 'customerName' | 'team' | 'priority' | 'priorityBecause'
  | 'category' | 'categoryBecause' | 'suggestions' | 'language' | 'lastMessage'
> &
  Partial<Pick<TicketRecord, 'order' | 'seller' | 'product' | 'carrier' | 'city' | 'marketplace' | 'follows' | 'assignee' | 'requester' | 'tags'>> & {
    direction: 'inbound' | 'outbound'
  } // prettier-ignore

/**
 * Opens a ticket with its first message's event, inside `tx`. The message itself is the caller's to write, with the
 * sequence number 2.
 */
export async function openTicket(
  start: TicketStart,
  first: NewEvent,
  by: Actor,
  tx: Tx,
): Promise<TicketRecord> {
  const ticket = newTicket(start)
  await Ticket.insertMany([ticket], { session: tx, lean: true })
  const opened: NewEvent = {
    name: 'ticket.opened',
    data: {
      channel: ticket.channel,
      category: ticket.category,
      priority: ticket.priority,
      direction: start.direction,
    },
  }
  await record([opened, first], ticket, 1, by, tx)
  return ticket
}

function newTicket({ direction, ...start }: TicketStart): TicketRecord {
  const at = now()
  return {
    _id: new Types.ObjectId(),
    publicId: randomId(),
    assignee: null,
    tags: [],
    marketplace: null,
    order: null,
    seller: null,
    product: null,
    carrier: null,
    city: null,
    dispute: null,
    rootCause: null,
    follows: null,
    mergedInto: null,
    requester: { type: 'customer', id: start.customer ?? new Types.ObjectId() },
    ...start,
    subject: start.subject || '—',
    status: direction === 'outbound' ? 'pending' : 'open',
    waitingSince: direction === 'inbound' ? at : null,
    lastInboundAt: direction === 'inbound' ? at : null,
    messageCount: 1,
    terms: ticketTerms(start.subject, start.customerName),
    seq: 2,
    version: 1,
    createdAt: at,
    updatedAt: at,
    lastActivityAt: at,
  }
}

/** Folded words by which a ticket is found in the inbox: its subject's and its customer's. */
export function ticketTerms(subject: string, customerName: string): string[] {
  return [...new Set(foldedWords(`${subject} ${customerName}`).map((word) => word.slice(0, 30)))].slice(0, 24)
}
