import { Types } from 'mongoose'
import { groupCommit } from '../../lib/group-commit.js'
import { change, isDuplicate } from '../../lib/mongo.js'
import type { Secrets } from '../../lib/secrets.js'
import type { ChannelAccountRecord } from '../channel-accounts/channel-account.js'
import { identifyAll, type CustomerRecord } from '../customers/index.js'
import { Message, type MessageRecord } from '../messages/message.js'
import { takeNumber } from '../tickets/number.js'
import { openTickets } from '../tickets/open.js'
import { Ticket, type TicketRecord } from '../tickets/ticket.js'
import type { InboundOutcome, InboundRecord } from './inbound.js'
import { openingOf, personOf } from './opening.js'
import { finish, finishAll, outcomeOf } from './outcomes.js'
import type { PreparedMessage } from './prepare.js'
import { mayGoOn, receiveOne } from './receive-one.js'
import { receiveOurs } from './receive-ours.js'
import { storeMessages } from './store.js'
import { renew } from './take-afterthought.js'
import type { ThreadKeys } from './thread.js'

export interface Reception {
  inbound: InboundRecord
  account: ChannelAccountRecord
  secrets: Secrets
  /** Where the message says it belongs; read from it by the channel. */
  keys: ThreadKeys
  /** Whether this is the delivery's last event, so that its envelope is done with it. */
  last: boolean
}

/** A message on its way in. */
export interface Item {
  prepared: PreparedMessage
  reception: Reception
  /** The number of the ticket, should one be opened. */
  number: number
}

/**
 * Identifies, threads, stores and records one prepared message in one change; the envelope's state is part of it.
 * Mails that begin conversations share a change with others that come at the same moment: alone, each would cost a
 * dozen commands and a flush of its own. A message that is stored already is a duplicate and changes nothing.
 */
export async function receive(prepared: PreparedMessage, reception: Reception): Promise<InboundOutcome> {
  if (prepared.screening === 'echo' || prepared.message.by === 'bot')
    return receiveAlone({ prepared, reception, number: 0 })
  const item = { prepared, reception, number: await takeNumber() }
  return (await beginsAlone(item)) ? receiveWithOthers(item) : receiveAlone(item)
}

const receiveWithOthers = groupCommit<Item, InboundOutcome>({
  together: openForAll,
  alone: receiveAlone,
  most: 16,
  abreast: 2,
})

/** Whether a message can only begin a conversation: a mail that names none, of a writer with nothing open elsewhere. */
async function beginsAlone({ prepared, reception }: Item): Promise<boolean> {
  const { keys } = reception
  const names = keys.conversation !== null || keys.replyTokens.length > 0 || keys.answers.length > 0
  if (names || keys.subjectNumber !== null || prepared.message.channel !== 'email') return false
  return !(await mayGoOn(prepared))
}

/** Somebody making the same customer at the same instant runs the change once again. */
async function receiveAlone(item: Item): Promise<InboundOutcome> {
  const once = item.prepared.screening === 'echo' || item.prepared.message.by === 'bot' ? receiveOurs : receiveOne
  try {
    return await once(item)
  } catch (error) {
    if (isDuplicate(error, 'externalId')) return noteDuplicate(item)
    if (!isDuplicate(error, 'identities')) throw error
    return once(item)
  }
} // prettier-ignore

/** One change for messages that each begin a conversation. */
async function openForAll(items: readonly Item[]): Promise<InboundOutcome[]> {
  return change(async (tx) => {
    const authors = await identifyAll(items.map(({ prepared }) => personOf(prepared)), tx) // prettier-ignore
    const begun = items.map((item, index) => ({ item, id: new Types.ObjectId(), author: authors[index] as CustomerRecord }))
    const openings = begun.map(({ item, id, author }) => openingOf(item, author, { follows: null, message: id, role: 'customer' }))
    const tickets = await openTickets(openings, tx)
    const stored = begun.map((one, index) => ({ ...one, ticket: tickets[index] as TicketRecord }))
    const placed = stored.map(({ item, id, author, ticket }) => ({
      prepared: item.prepared,
      place: { id, author, ticket: ticket._id, seq: ticket.seq, stranger: false, role: 'customer' as const, account: item.reception.account, inbound: item.reception.inbound._id, joined: [] },
    }))
    await storeMessages(placed, tx)
    const outcomes = stored.map(({ ticket, id }) => outcomeOf('stored', null, ticket, id))
    await finishAll(
      stored.map(({ item }, index) => ({ inbound: item.reception.inbound._id, outcomes: outcomes.slice(index, index + 1), last: item.reception.last })),
      tx,
    )
    return outcomes
  })
} // prettier-ignore

/** A message that is known: nothing new, unless its writer has published it anew since. */
async function noteDuplicate({ prepared, reception }: Item): Promise<InboundOutcome> {
  const { channel, externalId } = prepared.message
  const known = await Message.findOne({
    channel,
    account: reception.account._id,
    externalId,
  }).lean<MessageRecord>()
  const ticket = known ? await Ticket.findById(known.ticket).lean<TicketRecord>() : null
  const renewed = known ? await renew(known, prepared) : false
  const outcome = renewed
    ? outcomeOf('stored', 'published_anew', ticket, known?._id ?? null)
    : outcomeOf('duplicate', 'message_known', ticket, known?._id ?? null)
  await finish(reception.inbound._id, [outcome], reception.last)
  return outcome
}
