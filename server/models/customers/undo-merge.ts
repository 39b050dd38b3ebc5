import type { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { Conflict, NotFound } from '../../lib/errors.js'
import { change, type Tx } from '../../lib/mongo.js'
import { actorRef, type Actor } from '../actor.js'
import { Message } from '../messages/message.js'
import { Ticket, type TicketRecord } from '../tickets/ticket.js'
import { Customer, Identity, type CustomerRecord, type IdentityRecord } from './customer.js'
import { hand, mergeEvent, tellTickets } from './merge.js'
import { Merge, type MergeRecord } from './merge-journal.js'

/** Of one person's talk since a merge no more tickets than this are looked at when it is taken back. */
const mostTickets = 1_000

/**
 * Takes a merge back: what it moved returns. What came since stays with the identity it came by: a ticket begun by a
 * returned identity goes with it, and a message in the other's ticket is one of somebody else's from then on.
 * @param also what belongs to the same change, e.g. its audit row
 * @throws NotFound('merge_not_found'), Conflict('merge_undone_already'), Conflict('merged_again')
 */
export async function undoMerge(
  id: Types.ObjectId,
  by: Actor,
  also: (journal: MergeRecord, tx: Tx) => Promise<void> = () => Promise.resolve(),
): Promise<MergeRecord> {
  return change(async (tx) => {
    const journal = await undoable(id, tx)
    const tickets = [...journal.tickets, ...(await begunSince(journal, tx))]
    await hand({ identities: journal.identities, tickets, orders: journal.orders }, journal.from, tx)
    await tellApart(journal, tickets, tx)
    await giveBackFacts(journal, tx)
    const undone = { by: actorRef(by), at: now() }
    await Merge.updateOne({ _id: id }, { $set: { undone } }, { session: tx })
    await tellTickets(tickets, mergeEvent(journal, true), by, tx)
    await also(journal, tx)
    return { ...journal, undone }
  })
}

async function undoable(id: Types.ObjectId, tx: Tx): Promise<MergeRecord> {
  const journal = await Merge.findById(id).session(tx).lean<MergeRecord>()
  if (!journal) throw new NotFound('merge_not_found')
  if (journal.undone) throw new Conflict('merge_undone_already')
  const into = await Customer.findById(journal.into).session(tx).lean<CustomerRecord>()
  if (!into || into.mergedInto) throw new Conflict('merged_again')
  return journal
}

async function begunSince(journal: MergeRecord, tx: Tx): Promise<Types.ObjectId[]> {
  const own = new Set(journal.identities.map(String))
  const since = await Ticket.find({ customer: journal.into, createdAt: { $gt: journal.at } }, { _id: 1, begunBy: 1 })
    .session(tx)
    .limit(mostTickets)
    .lean<Pick<TicketRecord, '_id' | 'begunBy'>[]>()
  return since.filter(({ begunBy }) => begunBy && own.has(begunBy.toHexString())).map(({ _id }) => _id)
} // prettier-ignore

/** Each side's words of the time in between become its own again: a stranger's where they stand in the other's ticket. */
async function tellApart(journal: MergeRecord, returned: readonly Types.ObjectId[], tx: Tx): Promise<void> {
  const [theirs, ours] = await Promise.all([
    Identity.find({ _id: { $in: journal.identities } }).session(tx).lean<IdentityRecord[]>(),
    Identity.find({ customer: journal.into }).session(tx).limit(100).lean<IdentityRecord[]>(),
  ])
  const stayed = await Ticket.find({ customer: journal.into, lastActivityAt: { $gte: journal.at } }, { _id: 1 })
    .session(tx)
    .limit(mostTickets)
    .lean<Pick<TicketRecord, '_id'>[]>()
  const kept = stayed.map(({ _id }) => _id)
  const [from, into] = [journal.from.toHexString(), journal.into.toHexString()]
  await sign({ tickets: returned, by: theirs, since: journal.at }, { 'author.id': from }, tx)
  await sign({ tickets: kept, by: theirs, since: journal.at }, { 'author.id': from, stranger: true }, tx)
  await sign({ tickets: returned, by: ours, since: journal.at }, { 'author.id': into, stranger: true }, tx)
} // prettier-ignore

interface Said {
  tickets: readonly Types.ObjectId[]
  by: readonly IdentityRecord[]
  since: Date
}

async function sign({ tickets, by, since }: Said, set: Record<string, unknown>, tx: Tx): Promise<void> {
  if (tickets.length === 0 || by.length === 0) return
  const identities = by.map(({ type, scope, value }) => ({
    'authorIdentity.type': type,
    'authorIdentity.scope': scope,
    'authorIdentity.value': value,
  }))
  await Message.updateMany(
    { ticket: { $in: [...tickets] }, kind: 'in', createdAt: { $gte: since }, $or: identities },
    { $set: set },
    { session: tx },
  )
}

async function giveBackFacts({ from, into, claims, name }: MergeRecord, tx: Tx): Promise<void> {
  const at = now()
  await Customer.updateOne({ _id: from }, { $set: { mergedInto: null, updatedAt: at } }, { session: tx })
  for (const { type, value } of claims ?? [])
    await Customer.updateOne({ _id: into }, { $pull: { claims: { type, value } } }, { session: tx })
  if (name !== undefined)
    await Customer.updateOne({ _id: into, name }, { $set: { name: '', updatedAt: at } }, { session: tx })
}
