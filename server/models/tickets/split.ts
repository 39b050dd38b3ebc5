import { Types } from 'mongoose'
import { Conflict, Invalid, NotFound } from '../../lib/errors.js'
import { change, type Tx } from '../../lib/mongo.js'
import { now } from '../../lib/clock.js'
import type { Actor } from '../actor.js'
import { Identity, survivor, type CustomerRecord, type IdentityRecord } from '../customers/index.js'
import { categorise } from '../intake/categorise.js'
import { languageOf } from '../intake/normalise.js'
import { prioritise } from '../intake/prioritise.js'
import { Message, type MessageRecord } from '../messages/message.js'
import type { Knowledge } from '../rules/index.js'
import { linkBoth } from './links.js'
import { moveBelongings, movedEvent, restate } from './move-messages.js'
import { takeNumber } from './number.js'
import { openTicket, type TicketStart } from './open.js'
import { isClosed, Ticket, type TicketRecord } from './ticket.js'
import { writeTicket } from './write.js'

export interface Split {
  message: Types.ObjectId
  /** What came and went by the same account after it goes along: the undo of "joined from another channel". */
  following: boolean
}

/**
 * Takes something a person wrote out of a ticket into one of its own, judged anew by its own words; the two stay linked.
 * @returns the new ticket
 * @throws NotFound('message_not_found') when it is not in this ticket, Invalid('message_not_inbound'),
 *   Conflict('only_message') when nothing would be left, Conflict('version_conflict')
 */
export async function split(
  ticket: TicketRecord,
  { message: id, following }: Split,
  by: Actor,
  knowledge: Knowledge,
  seen?: number,
): Promise<TicketRecord> {
  const number = await takeNumber()
  return change(async (tx) => {
    const source = await Ticket.findById(ticket._id).session(tx).lean<TicketRecord>()
    const first = await Message.findOne({ _id: id, ticket: ticket._id }).session(tx).lean<MessageRecord>()
    if (!source || !first) throw new NotFound('message_not_found')
    if (first.kind !== 'in') throw new Invalid('message_not_inbound')
    const going = [first, ...(following ? await goingAlong(first, tx) : [])]
    await assertSomethingStays(source, going, tx)
    const opened = await openTicket(
      { start: await startOf(source, first, number, knowledge, tx), first: movedEvent(first, source, { _id: source._id, number }, true), by },
      tx,
    )
    await bring(going, source, opened, by, tx)
    const left = going.map((message) => movedEvent(message, source, opened, false))
    const via = await placesLeft(source, tx)
    await writeTicket(source._id, seen, { set: { via } }, left, by, tx)
    await restate(source._id, !isClosed(source), by, tx)
    await linkBoth(source._id, opened._id, by, tx)
    return restate(opened._id, true, by, tx)
  })
} // prettier-ignore

async function goingAlong({ ticket, account, seq }: MessageRecord, tx: Tx): Promise<MessageRecord[]> {
  return Message.find({ ticket, account, seq: { $gt: seq }, kind: { $in: ['in', 'reply', 'auto'] } })
    .sort({ seq: 1 })
    .limit(200)
    .session(tx)
    .lean<MessageRecord[]>()
}

async function assertSomethingStays({ _id }: TicketRecord, going: MessageRecord[], tx: Tx): Promise<void> {
  const stays = await Message.exists({
    ticket: _id,
    kind: { $in: ['in', 'reply'] },
    _id: { $nin: going.map((message) => message._id) },
  }).session(tx)
  if (!stays) throw new Conflict('only_message')
}

/** The first has the number of its event, which the opening recorded; the others arrive with events of their own. */
async function bring(
  going: MessageRecord[],
  source: TicketRecord,
  opened: TicketRecord,
  by: Actor,
  tx: Tx,
): Promise<void> {
  const [, ...others] = going
  const events = others.map((message) => movedEvent(message, source, opened, true))
  if (events.length > 0) await writeTicket(opened._id, undefined, {}, events, by, tx)
  const moved = { from: source.number, at: now() }
  for (const [index, { _id, author }] of going.entries()) {
    const isOwners = author.id === opened.customer?.toHexString()
    const set = { ticket: opened._id, seq: opened.seq + index, moved }
    const unset = { joined: 1 as const, ...(isOwners ? { stranger: 1 as const } : {}) }
    await Message.updateOne({ _id }, { $set: set, $unset: unset }, { session: tx })
  }
  await moveBelongings(going, opened._id, tx)
}

/** Where the customer still wrote from in what is left: the next message from elsewhere does not come back here. */
async function placesLeft({ _id, via = [] }: TicketRecord, tx: Tx): Promise<string[]> {
  const accounts = await Message.distinct('account', { ticket: _id, kind: 'in', stranger: { $ne: true } }).session(tx)
  const left = new Set(accounts.map(String))
  return via.filter((place) => left.has(place.split(':')[1] ?? ''))
} // prettier-ignore

async function startOf(
  source: TicketRecord,
  first: MessageRecord,
  number: number,
  knowledge: Knowledge,
  tx: Tx,
): Promise<TicketStart> {
  const { channel, account, text, author } = first
  const writer = await writerOf(first, source, tx)
  const subject = first.email?.subject || text.replace(/\s+/g, ' ').trim().slice(0, 120) || source.subject
  const judged = `${subject}\n${text}`
  const category = categorise(judged, knowledge)
  const priority = prioritise({ text: judged, category: category.category, facts: {} }, knowledge)
  const begunBy = await identityOf(first, tx)
  return {
    ...{ direction: 'inbound', number, subject, channel, account, team: source.team },
    ...{ customer: writer?._id ?? source.customer, customerName: writer?.name || author.name },
    ...(author.kind === 'recipient' && writer ? { requester: { type: 'recipient' as const, id: writer._id } } : {}),
    ...{ priority: priority.priority, priorityBecause: priority.because },
    ...{ category: category.category, categoryBecause: category.because, suggestions: category.suggestions },
    language: languageOf(judged),
    lastMessage: { at: first.createdAt, direction: 'in', author: author.name, preview: text.replace(/\s+/g, ' ').trim().slice(0, 140) },
    ...(account ? { via: [`${channel}:${account.toHexString()}`] } : {}),
    ...(begunBy ? { begunBy: begunBy._id } : {}),
  }
} // prettier-ignore

async function writerOf({ author }: MessageRecord, source: TicketRecord, tx: Tx): Promise<CustomerRecord | null> {
  const id = author.id !== null && /^[0-9a-f]{24}$/.test(author.id) ? new Types.ObjectId(author.id) : source.customer
  return id && survivor(id, tx)
} // prettier-ignore

async function identityOf({ authorIdentity }: MessageRecord, tx: Tx): Promise<IdentityRecord | null> {
  if (!authorIdentity) return null
  const { type, scope, value } = authorIdentity as Pick<IdentityRecord, 'type' | 'scope' | 'value'>
  return Identity.findOne({ type, scope, value }).session(tx).lean<IdentityRecord>()
}
