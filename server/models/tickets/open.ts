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
  Partial<Pick<TicketRecord, 'order' | 'seller' | 'product' | 'carrier' | 'city' | 'marketplace' | 'follows' | 'assignee' | 'requester' | 'tags' | 'via' | 'wanted' | 'begunBy' | 'categoryBy' | 'firstRepliedAt'>> & {
    direction: 'inbound' | 'outbound'
    /** They were spoken with already: nobody waits for a first answer. */
    answered?: boolean
  } // prettier-ignore

export interface Opening {
  start: TicketStart
  /** The event of the first message; its sequence number is 2. */
  first: NewEvent
  by: Actor
}

/** Opens a ticket inside `tx`; its first message is the caller's to write. */
export async function openTicket(opening: Opening, tx: Tx): Promise<TicketRecord> {
  const [ticket] = await openTickets([opening], tx)
  if (!ticket) throw new Error('a ticket was opened and is not there')
  return ticket
}

/** Opens several tickets at the price of one; in the order given. */
export async function openTickets(openings: readonly Opening[], tx: Tx): Promise<TicketRecord[]> {
  const opened = openings.map(({ start, first, by }) => {
    const ticket = newTicket(start)
    return { ticket, firstSeq: 1, by, events: [openedEvent(ticket, start.direction), first] }
  })
  const tickets = opened.map(({ ticket }) => ticket)
  await Ticket.insertMany(tickets, { session: tx, lean: true })
  await record(opened, tx)
  return tickets
}

function openedEvent(ticket: TicketRecord, direction: TicketStart['direction']): NewEvent {
  const { channel, category, priority } = ticket
  return { name: 'ticket.opened', data: { channel, category, priority, direction } }
}

function newTicket({ direction, answered = false, ...start }: TicketStart): TicketRecord {
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
    waitingSince: direction === 'inbound' && !answered ? at : null,
    ...(answered && direction === 'inbound' ? { firstRepliedAt: at } : {}),
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
