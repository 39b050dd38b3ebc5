import { Types } from 'mongoose'
import { accountById } from '../server/models/channel-accounts/index.js'
import { Event, type EventRecord } from '../server/models/event.js'
import {
  acknowledge,
  Message,
  whyNotAcknowledged,
  type MessageRecord,
} from '../server/models/messages/index.js'
import { Ticket, type TicketRecord } from '../server/models/tickets/ticket.js'
import { renderMail } from '../views/mail.js'
import type { JobContext } from './context.js'

/**
 * Tells the writer of a new ticket's first mail that it arrived, with the reference number and nothing of their own
 * words. Never answers what a machine sent. Safe to run twice: one event is answered once.
 */
export async function acknowledgeTicket(
  { eventId }: { eventId: string },
  { secrets, log }: JobContext,
): Promise<void> {
  const event = await Event.findById(new Types.ObjectId(eventId)).lean<EventRecord<'ticket.opened'>>()
  if (event?.data.direction !== 'inbound') return
  const ticket = await Ticket.findById(event.ticket).lean<TicketRecord>()
  if (!ticket?.account) return
  const account = await accountById(ticket.account)
  const first = await Message.findOne({ ticket: ticket._id, seq: event.seq + 1 }).lean<MessageRecord>()
  const whyNot = await whyNotAcknowledged(ticket, first, account)
  if (whyNot !== null || !first) {
    log.debug('ticket not acknowledged', { number: ticket.number, reason: whyNot })
    return
  }
  const view = { account: account.name, number: ticket.number }
  const mail = renderMail('acknowledgement', view, ticket.language ?? account.locale)
  await acknowledge({ ticket, first, account, event: event._id, mail, secrets })
}
