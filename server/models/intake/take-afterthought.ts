import type { Types } from 'mongoose'
import { change } from '../../lib/mongo.js'
import { Message, type MessageRecord } from '../messages/message.js'
import { revise } from '../messages/revise.js'
import { Ticket, type TicketRecord } from '../tickets/ticket.js'
import type { ChannelAccountRecord } from '../channel-accounts/channel-account.js'
import { afterthoughtOf, mayRevise } from './apply-parked.js'
import type { InboundOutcome } from './inbound.js'
import { outcomeOf } from './outcomes.js'
import { park, type ParkedEvent } from './parked.js'
import type { PreparedMessage } from './prepare.js'

/** An edit, deletion or reaction of a message that is here, or that will be: then it waits for it. */
export async function takeAfterthought(
  event: Exclude<ParkedEvent, { kind: 'receipt' }>,
  account: Pick<ChannelAccountRecord, '_id' | 'channel'>,
): Promise<InboundOutcome> {
  return change(async (tx) => {
    const message = await Message.findOne({ channel: account.channel, account: account._id, externalId: event.target })
      .session(tx)
      .lean<MessageRecord>()
    if (!message) {
      await park(account._id, event.target, event, tx)
      return outcomeOf('ignored', `${event.kind}_waits_for_message`)
    }
    if (!mayRevise(message, event)) return outcomeOf('ignored', `${event.kind}_by_another`)
    const applied = await revise(message, afterthoughtOf(event), tx)
    return outcomeOf(applied ? 'receipt' : 'ignored', applied ? event.kind : `${event.kind}_known`, await ticketOf(message), message._id)
  })
} // prettier-ignore

/** A message that came again with a later revision (a review that was rewritten) says something new. */
export async function renew(known: MessageRecord, { message, normal }: PreparedMessage): Promise<boolean> {
  const { revision, rating } = message
  if (revision === undefined || revision <= (known.revision ?? 0)) return false
  return change(async (tx) => {
    const fresh = await Message.findById(known._id).session(tx).lean<MessageRecord>()
    if (!fresh || revision <= (fresh.revision ?? 0)) return false
    await Message.updateOne(
      { _id: known._id },
      { $set: { revision, ...(rating ? { rating } : {}) } },
      { session: tx },
    )
    await revise(fresh, { kind: 'edit', text: normal.text, at: new Date(revision) }, tx)
    return true
  })
}

async function ticketOf(message: {
  ticket: Types.ObjectId
}): Promise<Pick<TicketRecord, '_id' | 'number'> | null> {
  return Ticket.findById(message.ticket, { number: 1 }).lean<Pick<TicketRecord, '_id' | 'number'>>()
}
