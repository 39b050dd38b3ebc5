import { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { Invalid } from '../../lib/errors.js'
import { groupCommit } from '../../lib/group-commit.js'
import { change, isDuplicate, type Tx } from '../../lib/mongo.js'
import { actorRef, type UserActor } from '../actor.js'
import type { ChannelAccountRecord } from '../channel-accounts/channel-account.js'
import { identifyAll, survivor, type CustomerRecord } from '../customers/index.js'
import type { NewEvent } from '../events.js'
import { categorise } from '../intake/categorise.js'
import type { IdentityRef } from '../intake/message-shapes.js'
import { languageOf } from '../intake/normalise.js'
import { placeOf } from '../intake/opening.js'
import { prioritise } from '../intake/prioritise.js'
import { firstRoute, queueAgentLetter, type SendOptions } from '../messages/letter.js'
import { Message, type MessageRecord } from '../messages/message.js'
import type { OrderRecord } from '../orders/order.js'
import type { Knowledge } from '../rules/index.js'
import { takeNumber } from './number.js'
import { openTickets, type TicketStart } from './open.js'
import type { TicketRecord } from './ticket.js'

export interface Start {
  direction: 'inbound' | 'outbound'
  subject: string
  text: string
  account: ChannelAccountRecord
  /** A known customer, or an identity that is looked up and made when new. */
  customer: { id: Types.ObjectId } | { identity: IdentityRef; name: string }
  /** What it is about, by the word of who begins it. */
  order?: OrderRecord | null
}

/**
 * A conversation that an agent or the API begins. Outbound: the text is written to the customer and goes through the
 * outbox. Inbound: the text is what the customer said (by another way than a channel), as their first message.
 * @throws Invalid('message_empty'), Invalid('subject_empty'), Invalid('customer_unknown'), Invalid('no_recipient_address')
 */
export async function start(
  begin: Start,
  by: UserActor,
  knowledge: Knowledge,
  options: SendOptions,
): Promise<Started> {
  if (begin.text.trim() === '') throw new Invalid('message_empty')
  if (begin.subject.trim() === '') throw new Invalid('subject_empty')
  return startWithOthers({ begin, by, knowledge, options, number: await takeNumber() })
}

export interface Started {
  ticket: TicketRecord
  message: MessageRecord
}

interface Item {
  begin: Start
  by: UserActor
  knowledge: Knowledge
  options: SendOptions
  number: number
}

/** As with mail, conversations that begin at the same moment share a change. */
const startWithOthers = groupCommit<Item, Started>({
  together: (items) => change((tx) => startAll(items, tx)),
  alone: startAlone,
  most: 16,
  abreast: 2,
})

/** Somebody making the same customer at the same instant runs the change once again. */
async function startAlone(item: Item): Promise<Started> {
  const run = async (): Promise<Started> => {
    const [started] = await change((tx) => startAll([item], tx))
    if (!started) throw new Error('a conversation was started and is not there')
    return started
  }
  try {
    return await run()
  } catch (error) {
    if (!isDuplicate(error, 'identities')) throw error
    return run()
  }
}

async function startAll(items: readonly Item[], tx: Tx): Promise<Started[]> {
  const customers = await customersOf(items, tx)
  const begun = items.map((item, index) => ({ item, customer: customers[index] as CustomerRecord, id: new Types.ObjectId() }))
  const tickets = await openTickets(
    begun.map(({ item, customer, id }) => ({ start: startOf(item, customer), first: firstEvent(item.begin, id), by: item.by })),
    tx,
  )
  const started: Started[] = []
  for (const [index, { item, customer, id }] of begun.entries()) {
    const ticket = tickets[index] as TicketRecord
    const words = firstWords(item.begin, customer, ticket, id)
    const message = item.begin.direction === 'outbound' ? await firstLetter(words, item, ticket, tx) : words
    started.push({ ticket, message })
  }
  await Message.insertMany(started.map(({ message }) => message), { session: tx, lean: true })
  return started
} // prettier-ignore

async function customersOf(items: readonly Item[], tx: Tx): Promise<CustomerRecord[]> {
  const people = items.flatMap(({ begin: { customer } }) =>
    'identity' in customer ? [{ refs: [customer.identity], name: customer.name, locale: null }] : [],
  )
  const identified = (await identifyAll(people, tx)).values()
  const customers: CustomerRecord[] = []
  for (const { begin } of items) {
    const customer = 'identity' in begin.customer ? identified.next().value : await survivor(begin.customer.id, tx)
    if (!customer) throw new Invalid('customer_unknown')
    customers.push(customer)
  }
  return customers
} // prettier-ignore

function firstEvent(begin: Start, id: Types.ObjectId): NewEvent {
  const messageId = id.toHexString()
  if (begin.direction === 'outbound') return { name: 'reply.written', data: { messageId, clientId: null } }
  const { channel } = begin.account
  return { name: 'message.received', data: { messageId, channel, stranger: false, auto: false } }
}

function startOf({ begin, by, knowledge, number }: Item, customer: CustomerRecord): TicketStart {
  const text = `${begin.subject}\n${begin.text}`
  const category = categorise(text, knowledge)
  const priority = prioritise({ text, category: category.category, facts: {} }, knowledge)
  const outbound = begin.direction === 'outbound'
  const { order = null } = begin
  const preview = begin.text.replace(/\s+/g, ' ').trim().slice(0, 140)
  return {
    number,
    direction: begin.direction,
    subject: begin.subject.replace(/\s+/g, ' ').trim().slice(0, 500),
    channel: begin.account.channel,
    account: begin.account._id,
    team: begin.account.team,
    customer: customer._id,
    customerName: customer.name || ('identity' in begin.customer ? begin.customer.identity.value : ''),
    priority: priority.priority,
    priorityBecause: priority.because,
    category: category.category,
    categoryBecause: category.because,
    suggestions: category.suggestions,
    language: languageOf(text),
    lastMessage: {
      at: now(),
      direction: outbound ? 'out' : 'in',
      author: outbound ? by.name : customer.name,
      preview,
    },
    assignee: outbound ? new Types.ObjectId(by.id) : null,
    via: [placeOf(begin.account)],
    ...(order
      ? { order: order._id, seller: order.seller, marketplace: order.marketplace, city: order.city }
      : {}),
  }
}

function firstWords(
  begin: Start,
  customer: CustomerRecord,
  ticket: TicketRecord,
  id: Types.ObjectId,
): MessageRecord {
  const at = now()
  return {
    _id: id,
    ticket: ticket._id,
    seq: ticket.seq,
    kind: 'in',
    channel: begin.account.channel,
    account: begin.account._id,
    author: { kind: 'customer', id: customer._id.toHexString(), name: customer.name },
    ...(begin.direction === 'inbound' && 'identity' in begin.customer
      ? { authorAddress: begin.customer.identity.value }
      : {}),
    text: begin.text,
    hasHtml: false,
    hasQuoted: false,
    attachments: [],
    at,
    createdAt: at,
  }
}

async function firstLetter(
  words: MessageRecord,
  { begin, by, options }: Item,
  ticket: TicketRecord,
  tx: Tx,
): Promise<MessageRecord> {
  const route = await firstRoute(ticket, tx)
  await options.allow?.(route, { kind: 'reply', text: begin.text, clientId: '' })
  const letter = { ticket, message: words._id, by, text: begin.text, route, heard: [] }
  const mail = await queueAgentLetter(letter, options, tx)
  return { ...words, kind: 'reply', author: actorRef(by), ...mail }
}
