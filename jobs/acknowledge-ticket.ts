import { Types } from 'mongoose'
import { accountById, type ChannelAccountRecord } from '../server/models/channel-accounts/index.js'
import { mailAccountFor } from '../server/models/chats/letters.js'
import { Event, type EventRecord } from '../server/models/event.js'
import {
  acknowledge,
  Message,
  whyNotAcknowledged,
  type AcknowledgementMail,
  type MessageRecord,
} from '../server/models/messages/index.js'
import { statusLink } from '../server/models/tickets/status-link.js'
import { Ticket, type TicketRecord } from '../server/models/tickets/ticket.js'
import { renderMail } from '../views/mail.js'
import type { JobContext } from './context.js'

/**
 * Tells the writer of a new ticket's first mail or form that it arrived, with the reference number, the link to their
 * page and nothing of their own words. Never answers what a machine sent. Safe to run twice: one event is answered once.
 */
export async function acknowledgeTicket(
  { eventId }: { eventId: string },
  context: JobContext,
): Promise<void> {
  const event = await Event.findById(new Types.ObjectId(eventId)).lean<EventRecord<'ticket.opened'>>()
  if (event?.data.direction !== 'inbound') return
  const ticket = await Ticket.findById(event.ticket).lean<TicketRecord>()
  if (!ticket?.account) return
  const asked = await accountById(ticket.account)
  const first = await Message.findOne({ ticket: ticket._id, seq: event.seq + 1 }).lean<MessageRecord>()
  const whyNot = await whyNotAcknowledged(ticket, first, asked)
  const account = asked.channel === 'email' ? asked : await mailAccountFor(ticket)
  if (whyNot !== null || !first || !account) {
    context.log.debug('ticket not acknowledged', {
      number: ticket.number,
      reason: whyNot ?? 'no_mail_account',
    })
    return
  }
  const mail = acknowledgement(ticket, asked, account, context)
  await acknowledge({ ticket, first, account, event: event._id, mail, secrets: context.secrets })
}

function acknowledgement(
  ticket: TicketRecord,
  asked: ChannelAccountRecord,
  account: ChannelAccountRecord,
  { secrets, config }: JobContext,
): AcknowledgementMail {
  const locale = ticket.language ?? asked.locale
  const view = { account: account.name, number: ticket.number, statusUrl: '' }
  const shown = renderMail('acknowledgement', view, locale).text
  const statusUrl =
    asked.settings['statusLink'] === false ? '' : statusLink(ticket, secrets, config.web.publicBaseUrl)
  return { ...renderMail('acknowledgement', { ...view, statusUrl }, locale), shown }
}
