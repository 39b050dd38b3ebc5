import { now } from '../../lib/clock.js'
import type { Tx } from '../../lib/mongo.js'
import { Identity } from '../customers/customer.js'
import { Ticket, type TicketRecord } from '../tickets/ticket.js'
import type { OutboxRecord } from './outbox.js'

/** Notes that the recipient of a letter has told the provider to stop: from now on only their own words are answered. */
export async function noteOptOut(letter: OutboxRecord, tx: Tx): Promise<void> {
  const ticket = await Ticket.findById(letter.ticket, { customer: 1 })
    .session(tx)
    .lean<Pick<TicketRecord, 'customer'>>()
  if (!ticket?.customer) return
  const addresses = letter.to.map(({ address }) => address)
  await Identity.updateMany(
    { customer: ticket.customer, value: { $in: addresses } },
    { $set: { optedOut: now() } },
    { session: tx },
  )
}
