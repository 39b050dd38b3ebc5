import { Types } from 'mongoose'
import { after, days, now } from '../../lib/clock.js'
import { change, type Tx } from '../../lib/mongo.js'
import { system } from '../actor.js'
import { Message, type MessageRecord } from '../messages/message.js'
import { ticketTerms } from '../tickets/open.js'
import { Ticket, type TicketRecord } from '../tickets/ticket.js'
import { writeTicket } from '../tickets/write.js'
import { Customer, Identity, type CustomerRecord, type IdentityRecord } from './customer.js'
import { survivor } from './find.js'

/** Somebody without a name, the identity they wrote by, and the account they wrote to. */
export interface Nameless {
  customer: CustomerRecord
  identity: IdentityRecord
  account: Types.ObjectId
}

/** How long a provider that told no name, or an asker that died, is believed. */
const askAgainAfter = days(1)

/** Which of these messages came from customers of whom no name is known. */
export async function writtenByNameless(messages: readonly Types.ObjectId[]): Promise<Types.ObjectId[]> {
  const written = await Message.find({ _id: { $in: messages } }, { author: 1 }).lean<MessageRecord[]>()
  const ids = written.flatMap(({ author }) => (author.id === null ? [] : [new Types.ObjectId(author.id)]))
  const nameless = await Customer.find({ _id: { $in: ids }, name: '' }, { _id: 1 }).lean<CustomerRecord[]>()
  const known = new Set(nameless.map(({ _id }) => _id.toHexString()))
  return written.filter(({ author }) => known.has(author.id ?? '')).map(({ _id }) => _id)
}

/** Who wrote a message, when nobody knows their name. */
export async function namelessWriter(message: Types.ObjectId): Promise<Nameless | null> {
  const written = await Message.findById(message).lean<MessageRecord>()
  if (!written?.authorIdentity || !written.account || written.author.id === null) return null
  const customer = await survivor(new Types.ObjectId(written.author.id))
  if (!customer || customer.name !== '') return null
  const { type, scope, value } = written.authorIdentity as Pick<IdentityRecord, 'type' | 'scope' | 'value'>
  const identity = await Identity.findOne({ type, scope, value }).lean<IdentityRecord>()
  return identity && { customer, identity, account: written.account }
}

/** Notes that a provider is asked for this identity's name. @returns false when it was within the last day */
export async function beginNaming({ identity }: Nameless): Promise<boolean> {
  const before = after(-askAgainAfter)
  const claimed = await Identity.updateOne(
    { _id: identity._id, $or: [{ nameAskedAt: { $exists: false } }, { nameAskedAt: { $lt: before } }] },
    { $set: { nameAskedAt: now() } },
  )
  return claimed.modifiedCount === 1
}

/** The provider did not answer: it may be asked again at once. */
export async function forgetNaming({ identity }: Nameless): Promise<void> {
  await Identity.updateOne({ _id: identity._id }, { $unset: { nameAskedAt: 1 } })
}

/**
 * Gives a customer the name that their provider tells, and their latest tickets, where none is known yet; a name that a
 * person or a message gave meanwhile stays.
 */
export async function nameCustomer(
  { customer, identity }: Nameless,
  profile: { name: string; locale?: 'tr' | 'en' },
): Promise<void> {
  const name = profile.name.slice(0, 200)
  await change(async (tx) => {
    const locale = customer.locale ?? profile.locale ?? null
    const named = await Customer.updateOne(
      { _id: customer._id, name: '' },
      { $set: { name, locale, updatedAt: now() } },
      { session: tx },
    )
    if (named.modifiedCount === 1) await nameTickets(customer, ['', identity.value], name, tx)
  })
}

/** Where no name was known, the identity's value stood for it. */
async function nameTickets(
  customer: CustomerRecord,
  standIns: string[],
  name: string,
  tx: Tx,
): Promise<void> {
  const tickets = await Ticket.find({ customer: customer._id })
    .sort({ lastActivityAt: -1 })
    .limit(20)
    .session(tx)
    .lean<TicketRecord[]>()
  for (const ticket of tickets.filter(({ customerName }) => standIns.includes(customerName))) {
    const said = {
      ticket: ticket._id,
      'author.id': customer._id.toHexString(),
      'author.name': { $in: standIns },
    }
    await Message.updateMany(said, { $set: { 'author.name': name } }, { session: tx })
    const event = { name: 'customer.named' as const, data: { name } }
    await writeTicket(ticket._id, undefined, { set: namesOf(ticket, standIns, name) }, [event], system, tx)
  }
}

function namesOf(
  { subject, lastMessage }: TicketRecord,
  standIns: string[],
  name: string,
): Partial<TicketRecord> {
  const author = standIns.includes(lastMessage.author) ? name : lastMessage.author
  return { customerName: name, terms: ticketTerms(subject, name), lastMessage: { ...lastMessage, author } }
}
