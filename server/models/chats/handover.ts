import { change } from '../../lib/mongo.js'
import { system } from '../actor.js'
import type { NewEvent } from '../events.js'
import type { MessageRecord } from '../messages/message.js'
import { isClosed, Ticket, type TicketRecord } from '../tickets/ticket.js'
import { writeTicket } from '../tickets/write.js'

/** By this tag agents find the chats that a program gave to them. */
export const handoverTag = 'handover'

/** A program asks for a person: the ticket is tagged and open. Safe to run twice. */
export async function handOver({ ticket: id }: Pick<MessageRecord, 'ticket'>): Promise<void> {
  await change(async (tx) => {
    const ticket = await Ticket.findById(id).session(tx).lean<TicketRecord>()
    if (!ticket) return
    const opens = !isClosed(ticket) && ticket.status !== 'open'
    const tags = ticket.tags.includes(handoverTag) ? [] : [handoverTag]
    const events: NewEvent[] = []
    if (opens) events.push({ name: 'ticket.status_changed', data: { from: ticket.status, to: 'open' } })
    if (tags.length > 0) events.push({ name: 'ticket.tagged', data: { added: tags, removed: [] } })
    if (events.length === 0) return
    await writeTicket(id, undefined, { ...(opens ? { set: { status: 'open' } } : {}), addTags: tags }, events, system, tx)
  })
} // prettier-ignore
