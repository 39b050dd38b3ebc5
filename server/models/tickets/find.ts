import type { Types } from 'mongoose'
import { NotFound } from '../../lib/errors.js'
import { may } from '../may.js'
import type { Actor } from '../actor.js'
import { Ticket, type TicketRecord } from './ticket.js'

/**
 * The ticket of this number, for an actor who may see it.
 * @throws NotFound('ticket_not_found') also when it is not theirs to see, so that numbers tell nothing
 */
export async function byNumber(number: number, actor: Actor): Promise<TicketRecord> {
  const ticket = await Ticket.findOne({ number }).lean<TicketRecord>()
  if (!ticket || !may(actor, 'see', ticket)) throw new NotFound('ticket_not_found', { number })
  return ticket
}

/** As byNumber, by the ticket's own id. */
export async function byId(id: Types.ObjectId, actor: Actor): Promise<TicketRecord> {
  const ticket = await Ticket.findById(id).lean<TicketRecord>()
  if (!ticket || !may(actor, 'see', ticket)) throw new NotFound('ticket_not_found')
  return ticket
}

/** The customer's other conversations, latest first. */
export async function ofCustomer(customer: Types.ObjectId, limit = 10): Promise<TicketRecord[]> {
  return Ticket.find({ customer }).sort({ lastActivityAt: -1 }).limit(limit).lean<TicketRecord[]>()
}
