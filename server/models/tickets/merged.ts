import { Conflict } from '../../lib/errors.js'
import { Ticket, type TicketRecord } from './ticket.js'

/** The talk goes on in another ticket. @throws Conflict('ticket_merged', { into }) with that one's number */
export async function assertNotMerged(ticket: Pick<TicketRecord, 'number' | 'mergedInto'>): Promise<void> {
  if (!ticket.mergedInto) return
  const target = await Ticket.findById(ticket.mergedInto, { number: 1 }).lean<Pick<TicketRecord, 'number'>>()
  throw new Conflict('ticket_merged', { number: ticket.number, into: target?.number ?? null })
}
