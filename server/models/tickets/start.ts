import { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { Invalid } from '../../lib/errors.js'
import { change, isDuplicate, type Tx } from '../../lib/mongo.js'
import { actorRef, type UserActor } from '../actor.js'
import type { ChannelAccountRecord } from '../channel-accounts/channel-account.js'
import { identify, survivor, type CustomerRecord } from '../customers/index.js'
import type { NewEvent } from '../events.js'
import { categorise } from '../intake/categorise.js'
import type { IdentityRef } from '../intake/message-shapes.js'
import { languageOf } from '../intake/normalise.js'
import { prioritise } from '../intake/prioritise.js'
import { queueAgentLetter, type SendOptions } from '../messages/letter.js'
import { Message, type MessageRecord } from '../messages/message.js'
import type { Knowledge } from '../rules/index.js'
import { takeNumber } from './number.js'
import { openTicket, type TicketStart } from './open.js'
import type { TicketRecord } from './ticket.js'

export interface Start {
  direction: 'inbound' | 'outbound'
  subject: string
  text: string
  account: ChannelAccountRecord
  /** A known customer, or an identity that is looked up and made when new. */
  customer: { id: Types.ObjectId } | { identity: IdentityRef; name: string }
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
): Promise<{ ticket: TicketRecord; message: MessageRecord }> {
  if (begin.text.trim() === '') throw new Invalid('message_empty')
  if (begin.subject.trim() === '') throw new Invalid('subject_empty')
  const number = await takeNumber()
  const run = (): ReturnType<typeof start> =>
    change((tx) => startOnce(begin, by, knowledge, options, number, tx))
  try {
    return await run()
  } catch (error) {
    if (!isDuplicate(error, 'identities')) throw error
    return run()
  }
}

async function startOnce(
  begin: Start,
  by: UserActor,
  knowledge: Knowledge,
  options: SendOptions,
  number: number,
  tx: Tx,
): Promise<{ ticket: TicketRecord; message: MessageRecord }> {
  const customer = await customerOf(begin, tx)
  const id = new Types.ObjectId()
  const messageId = id.toHexString()
  const first: NewEvent =
    begin.direction === 'outbound'
      ? { name: 'reply.written', data: { messageId, clientId: null } }
      : {
          name: 'message.received',
          data: { messageId, channel: begin.account.channel, stranger: false, auto: false },
        }
  const ticket = await openTicket(
    { start: { ...judged(begin, by, customer, knowledge), number }, first },
    by,
    tx,
  )
  const message =
    begin.direction === 'outbound'
      ? await firstLetter(begin, by, customer, ticket, id, options, tx)
      : firstWords(begin, customer, ticket, id)
  await Message.insertMany([message], { session: tx, lean: true })
  return { ticket, message }
}

async function customerOf(begin: Start, tx: Tx): Promise<CustomerRecord> {
  if ('identity' in begin.customer) {
    const { identity, name } = begin.customer
    return identify({ refs: [identity], name, locale: null }, tx)
  }
  const known = await survivor(begin.customer.id, tx)
  if (!known) throw new Invalid('customer_unknown')
  return known
}

function judged(
  begin: Start,
  by: UserActor,
  customer: CustomerRecord,
  knowledge: Knowledge,
): Omit<TicketStart, 'number'> {
  const text = `${begin.subject}\n${begin.text}`
  const category = categorise(text, knowledge)
  const priority = prioritise({ text, category: category.category, facts: {} }, knowledge)
  const outbound = begin.direction === 'outbound'
  const preview = begin.text.replace(/\s+/g, ' ').trim().slice(0, 140)
  return {
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
    ...('identity' in begin.customer ? { authorAddress: begin.customer.identity.value } : {}),
    text: begin.text,
    hasHtml: false,
    hasQuoted: false,
    attachments: [],
    at,
    createdAt: at,
  }
}

async function firstLetter(
  begin: Start,
  by: UserActor,
  customer: CustomerRecord,
  ticket: TicketRecord,
  id: Types.ObjectId,
  options: SendOptions,
  tx: Tx,
): Promise<MessageRecord> {
  const mail = await queueAgentLetter(
    { ticket, message: id, by, text: begin.text, answered: null },
    options,
    tx,
  )
  const words = firstWords(begin, customer, ticket, id)
  delete words.authorAddress
  return { ...words, kind: 'reply', author: actorRef(by), ...mail }
}
