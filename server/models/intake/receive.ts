import { Types } from 'mongoose'
import { groupCommit } from '../../lib/group-commit.js'
import { change, isDuplicate } from '../../lib/mongo.js'
import type { Secrets } from '../../lib/secrets.js'
import { system } from '../actor.js'
import type { ChannelAccountRecord } from '../channel-accounts/channel-account.js'
import { identify, identifyAll, type CustomerRecord } from '../customers/index.js'
import { Message, type MessageRecord } from '../messages/message.js'
import { joinMessage } from '../tickets/join.js'
import { takeNumber } from '../tickets/number.js'
import { openTicket, openTickets } from '../tickets/open.js'
import { Ticket, type TicketRecord } from '../tickets/ticket.js'
import type { InboundOutcome, InboundRecord } from './inbound.js'
import { openingOf, personOf, preview, receivedEvent } from './opening.js'
import { finish, finishAll, outcomeOf } from './outcomes.js'
import type { PreparedMessage } from './prepare.js'
import { storeMessages, type MessagePlace } from './store.js'
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
 * Messages that begin conversations share a change with others that come at the same moment: alone, each would cost a
 * dozen commands and a flush of its own. A message that is stored already is a duplicate and changes nothing.
 */
export async function receive(prepared: PreparedMessage, reception: Reception): Promise<InboundOutcome> {
  const item = { prepared, reception, number: await takeNumber() }
  return namesNoTicket(reception.keys) ? receiveWithOthers(item) : receiveAlone(item)
}

interface Item {
  prepared: PreparedMessage
  reception: Reception
  /** The number of the ticket, should one be opened. */
  number: number
}

const receiveWithOthers = groupCommit<Item, InboundOutcome>({
  together: openForAll,
  alone: receiveAlone,
  most: 16,
  abreast: 2,
})

function namesNoTicket(keys: ThreadKeys): boolean {
  return keys.replyTokens.length === 0 && keys.answers.length === 0 && keys.subjectNumber === null
}

/** Somebody making the same customer at the same instant runs the change once again. */
async function receiveAlone(item: Item): Promise<InboundOutcome> {
  try {
    return await receiveOnce(item)
  } catch (error) {
    if (isDuplicate(error, 'externalId')) return noteDuplicate(item)
    if (!isDuplicate(error, 'identities')) throw error
    return receiveOnce(item)
  }
}

async function receiveOnce(item: Item): Promise<InboundOutcome> {
  const { prepared, reception } = item
  return change(async (tx) => {
    const { ticket: joined, follows } = await thread(reception.keys, prepared.message.sender, reception.account._id, reception.secrets, tx)
    const author = await identify(personOf(prepared), tx)
    const id = new Types.ObjectId()
    const stranger = joined !== null && !author._id.equals(joined.customer ?? author._id)
    const ticket = joined
      ? await joinMessage(joined, receivedEvent(prepared, id, stranger), { last: preview(prepared, author), automatic: prepared.screening !== 'ok' }, system, tx)
      : await openTicket(openingOf(item, author, follows, id), tx)
    await storeMessages([{ prepared, place: placeOf(item, ticket, id, author, stranger) }], tx)
    const outcome = outcomeOf('stored', null, ticket, id)
    await finish(reception.inbound._id, [outcome], reception.last, tx)
    return outcome
  })
} // prettier-ignore

/** One change for messages that each begin a conversation. */
async function openForAll(items: readonly Item[]): Promise<InboundOutcome[]> {
  return change(async (tx) => {
    const authors = await identifyAll(items.map(({ prepared }) => personOf(prepared)), tx) // prettier-ignore
    const begun = items.map((item, index) => ({ item, id: new Types.ObjectId(), author: authors[index] as CustomerRecord }))
    const tickets = await openTickets(begun.map(({ item, id, author }) => openingOf(item, author, null, id)), tx) // prettier-ignore
    const stored = begun.map((one, index) => ({ ...one, ticket: tickets[index] as TicketRecord }))
    const placed = stored.map(({ item, id, author, ticket }) => ({ prepared: item.prepared, place: placeOf(item, ticket, id, author, false) }))
    await storeMessages(placed, tx)
    const outcomes = stored.map(({ ticket, id }) => outcomeOf('stored', null, ticket, id))
    await finishAll(
      stored.map(({ item }, index) => ({ inbound: item.reception.inbound._id, outcomes: outcomes.slice(index, index + 1), last: item.reception.last })),
      tx,
    )
    return outcomes
  })
} // prettier-ignore

function placeOf({ reception }: Item, ticket: TicketRecord, id: Types.ObjectId, author: CustomerRecord, stranger: boolean): MessagePlace {
  return { ticket: ticket._id, seq: ticket.seq, id, author, stranger, account: reception.account, inbound: reception.inbound._id }
} // prettier-ignore

async function noteDuplicate({ prepared, reception }: Item): Promise<InboundOutcome> {
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
