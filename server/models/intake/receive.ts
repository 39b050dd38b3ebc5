import { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { change, isDuplicate, type Tx } from '../../lib/mongo.js'
import type { Secrets } from '../../lib/secrets.js'
import { system } from '../actor.js'
import type { ChannelAccountRecord } from '../channel-accounts/channel-account.js'
import { identify, type CustomerRecord } from '../customers/index.js'
import type { NewEvent } from '../events.js'
import { Message, type MessageRecord } from '../messages/message.js'
import { joinMessage } from '../tickets/join.js'
import { takeNumber } from '../tickets/number.js'
import { openTicket } from '../tickets/open.js'
import { Ticket, type LastMessage, type TicketRecord } from '../tickets/ticket.js'
import type { InboundOutcome, InboundRecord } from './inbound.js'
import { finish, outcomeOf } from './outcomes.js'
import type { PreparedMessage } from './prepare.js'
import { storeMessage } from './store.js'
import { thread, type ThreadKeys } from './thread.js'

export interface Reception {
  inbound: InboundRecord
  account: ChannelAccountRecord
  secrets: Secrets
  /** Where the message says it belongs; read from it by the channel. */
  keys: ThreadKeys
  /** Whether this is the delivery's last event, so that its envelope is done with it. */
  last: boolean
}

/**
 * Identifies, threads, stores and records one prepared message in one change; the envelope's state is part of it.
 * Somebody making the same customer at the same instant runs the change once again; a message that is stored already
 * is a duplicate and changes nothing.
 */
export async function receive(prepared: PreparedMessage, reception: Reception): Promise<InboundOutcome> {
  const number = await takeNumber()
  try {
    return await receiveOnce(prepared, reception, number)
  } catch (error) {
    if (isDuplicate(error, 'externalId')) return noteDuplicate(prepared, reception)
    if (!isDuplicate(error, 'identities')) throw error
    return receiveOnce(prepared, reception, number)
  }
}

async function receiveOnce(prepared: PreparedMessage, reception: Reception, number: number): Promise<InboundOutcome> {
  const { message, normal } = prepared
  return change(async (tx) => {
    const { ticket: joined, follows } = await thread(reception.keys, message.sender, reception.account._id, reception.secrets, tx)
    const person = { name: normal.senderName, locale: normal.language }
    const { customer: author } = await identify(message.sender, person, tx)
    const id = new Types.ObjectId()
    const stranger = joined !== null && !author._id.equals(joined.customer ?? author._id)
    const received: NewEvent = {
      name: 'message.received',
      data: { messageId: id.toHexString(), channel: message.channel, stranger, auto: prepared.screening !== 'ok' },
    }
    const last = preview(prepared, author)
    const ticket = joined
      ? await joinMessage(joined, received, { last, automatic: prepared.screening !== 'ok' }, system, tx)
      : await openFor(prepared, { author, follows, number, account: reception.account, received, last }, tx)
    const place = { ticket: ticket._id, seq: ticket.seq, id, author, stranger, account: reception.account, inbound: reception.inbound._id }
    await storeMessage(prepared, place, tx)
    const outcome = outcomeOf('stored', null, ticket, id)
    await finish(reception.inbound._id, [outcome], reception.last, tx)
    return outcome
  })
} // prettier-ignore

interface Opening {
  author: CustomerRecord
  follows: TicketRecord | null
  number: number
  account: ChannelAccountRecord
  received: NewEvent
  last: LastMessage
}

function openFor(prepared: PreparedMessage, opening: Opening, tx: Tx): Promise<TicketRecord> {
  const { author, follows, account } = opening
  // An order number names an order, not a person: only the order's own customer is linked to it without being asked.
  const order = prepared.order?.customer && author._id.equals(prepared.order.customer) ? prepared.order : null
  return openTicket(
    {
      direction: 'inbound',
      number: opening.number,
      subject: prepared.normal.subject,
      channel: prepared.message.channel,
      account: account._id,
      team: account.team,
      customer: author._id,
      customerName: shownName(prepared, author),
      priority: prepared.priority.priority,
      priorityBecause: prepared.priority.because,
      category: prepared.category.category,
      categoryBecause: prepared.category.because,
      suggestions: prepared.category.suggestions,
      language: prepared.normal.language,
      lastMessage: opening.last,
      follows: follows?._id ?? null,
      ...(order
        ? { order: order._id, seller: order.seller, marketplace: order.marketplace, city: order.city }
        : {}),
    },
    opening.received,
    system,
    tx,
  )
}

function preview(prepared: PreparedMessage, author: CustomerRecord): LastMessage {
  return {
    at: now(),
    direction: 'in',
    author: shownName(prepared, author),
    preview: prepared.normal.text.replace(/\s+/g, ' ').trim().slice(0, 140),
  }
}

async function noteDuplicate(prepared: PreparedMessage, reception: Reception): Promise<InboundOutcome> {
  const { channel, externalId } = prepared.message
  const known = await Message.findOne({
    channel,
    account: reception.account._id,
    externalId,
  }).lean<MessageRecord>()
  const ticket = known ? await Ticket.findById(known.ticket).lean<TicketRecord>() : null
  const outcome = outcomeOf('duplicate', 'message_known', ticket, known?._id ?? null)
  await finish(reception.inbound._id, [outcome], reception.last)
  return outcome
}

/** Many people write without a name; the address then says who it is. */
function shownName({ message }: PreparedMessage, author: CustomerRecord): string {
  return author.name || (message.sender[0]?.value ?? '')
}
