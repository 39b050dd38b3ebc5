import { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { Invalid } from '../../lib/errors.js'
import { change, type Tx } from '../../lib/mongo.js'
import { actorRef, type UserActor } from '../actor.js'
import type { ChannelAccountRecord } from '../channel-accounts/channel-account.js'
import { addClaims } from '../customers/claims.js'
import { identifyAll, survivor, type Claim, type CustomerRecord } from '../customers/index.js'
import { categorise } from '../intake/categorise.js'
import { languageOf } from '../intake/normalise.js'
import { prioritise } from '../intake/prioritise.js'
import { callMessage, checkCall, type CallNote } from '../messages/log-call.js'
import { Message, type MessageRecord } from '../messages/message.js'
import { Order, type OrderRecord } from '../orders/order.js'
import type { Knowledge } from '../rules/index.js'
import { takeNumber } from './number.js'
import { openTicket, type TicketStart } from './open.js'
import type { TicketRecord } from './ticket.js'

/** A complaint that somebody took by phone or at the counter. */
export interface CalledIn {
  note: CallNote
  subject: string
  /** A customer whom the writer recognised, or somebody new with what they said of themselves. */
  customer: { id: Types.ObjectId } | { name: string }
  /** A number and an address as they were said: claims, which prove nothing and join nobody. */
  claims: readonly Pick<Claim, 'type' | 'value'>[]
  /** An order's number, as it was said. */
  order: string
  /** '' leaves the choice to the rules. */
  category: string
  /** The telephone's account, where there is one; its team gets the ticket. */
  account: ChannelAccountRecord | null
}

/**
 * Opens a ticket from a call or a visit; its first message is what was said. Speaking with somebody has answered them.
 * @throws Invalid('subject_empty'), Invalid('customer_unknown'), Invalid('order_unknown'), Invalid('category_unknown'),
 *   and what checkCall throws
 */
export async function openByCall(
  called: CalledIn,
  by: UserActor,
  knowledge: Knowledge,
): Promise<{ ticket: TicketRecord; message: MessageRecord }> {
  checkCall(called.note)
  if (called.subject.trim() === '') throw new Invalid('subject_empty')
  if (called.category !== '' && !knowledge.categories.has(called.category))
    throw new Invalid('category_unknown', { category: called.category })
  const order = await orderNamed(called.order)
  const number = await takeNumber()
  return change(async (tx) => {
    const customer = await customerOf(called, tx)
    const id = new Types.ObjectId()
    const start = startOf(called, customer, order, knowledge, by)
    const first = { name: 'call.logged' as const, data: { messageId: id.toHexString() } }
    const ticket = await openTicket({ start: { ...start, number }, first, by }, tx)
    const author =
      called.note.call.direction === 'out'
        ? actorRef(by)
        : { kind: 'customer' as const, id: customer._id.toHexString(), name: start.customerName }
    const message = callMessage(called.note, { id, ticket: ticket._id, seq: ticket.seq, author })
    await Message.insertMany([message], { session: tx, lean: true })
    return { ticket, message }
  })
}

/** The writer's word is enough to link an order; a number that no order has is a slip that they can mend. */
async function orderNamed(given: string): Promise<OrderRecord | null> {
  const number = given.replace(/^[#\s]+|\s+$/g, '')
  if (number === '') return null
  const order = await Order.findOne({ number: { $in: [...new Set([number, number.toUpperCase()])] } }).lean<OrderRecord>() // prettier-ignore
  if (!order) throw new Invalid('order_unknown', { order: number })
  return order
}

async function customerOf({ customer, claims }: CalledIn, tx: Tx): Promise<CustomerRecord> {
  if ('name' in customer) {
    const [made] = await identifyAll([{ refs: [], claims, name: customer.name.trim(), locale: null }], tx)
    if (!made) throw new Error('a customer was made and is not there')
    return made
  }
  const known = await survivor(customer.id, tx)
  if (!known) throw new Invalid('customer_unknown')
  await addClaims(known, claims, tx)
  return known
}

function startOf(
  { note, subject, claims, category: chosen, account }: CalledIn,
  customer: CustomerRecord,
  order: OrderRecord | null,
  knowledge: Knowledge,
  by: UserActor,
): Omit<TicketStart, 'number'> {
  const text = `${subject}\n${note.text}`
  const judged = categorise(text, knowledge)
  const category = chosen || judged.category
  const priority = prioritise({ text, category, facts: {} }, knowledge)
  const isIn = note.call.direction === 'in'
  const customerName = customer.name || (claims[0]?.value ?? '')
  const preview = note.text.replace(/\s+/g, ' ').trim().slice(0, 140)
  return {
    direction: isIn ? 'inbound' : 'outbound',
    answered: note.call.outcome === 'reached',
    subject: subject.replace(/\s+/g, ' ').trim().slice(0, 500),
    channel: 'phone',
    account: account?._id ?? null,
    team: account?.team ?? null,
    customer: customer._id,
    customerName,
    priority: priority.priority,
    priorityBecause: priority.because,
    category,
    categoryBecause: chosen ? [] : judged.because,
    ...(chosen ? { categoryBy: { by: actorRef(by), at: now() } } : {}),
    suggestions: judged.suggestions,
    language: languageOf(text),
    lastMessage: { at: now(), direction: isIn ? 'in' : 'out', author: isIn ? customerName : by.name, preview },
    assignee: new Types.ObjectId(by.id),
    ...(order ? { order: order._id, seller: order.seller, marketplace: order.marketplace, city: order.city } : {}),
  }
} // prettier-ignore
