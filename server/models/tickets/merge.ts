import { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { Conflict, Invalid, NotFound } from '../../lib/errors.js'
import { change, type Tx } from '../../lib/mongo.js'
import { actorRef, type Actor } from '../actor.js'
import { survivor } from '../customers/index.js'
import type { NewEvent } from '../events.js'
import { Message, type MessageRecord } from '../messages/message.js'
import { TicketMerge, type TicketBefore, type TicketMergeRecord } from './merge-journal.js'
import { mostMoved, moveBelongings, movedEvent, moveMessages, restate } from './move-messages.js'
import { isClosed, Ticket, type TicketRecord } from './ticket.js'
import { writeTicket } from './write.js'

/**
 * Makes two tickets of one person about one matter a single one: the messages of the first go into the second, the first
 * is closed as a duplicate and points there, and so does what still comes to it.
 * @param seen version of the first that the agent saw
 * @returns the journal, by whose id it can be taken back
 * @throws Invalid('merge_with_itself_ticket'), Conflict('ticket_already_merged'), Conflict('ticket_already_closed') when
 *   the second is, Conflict('tickets_of_two_people'), Conflict('ticket_in_dispute'), Invalid('too_many_messages'),
 *   Conflict('version_conflict')
 */
export async function mergeTickets(
  from: TicketRecord,
  into: TicketRecord,
  by: Actor,
  seen?: number,
): Promise<TicketMergeRecord> {
  if (from._id.equals(into._id)) throw new Invalid('merge_with_itself_ticket')
  return change(async (tx) => {
    const [source, target] = [await fresh(from._id, tx), await fresh(into._id, tx)]
    await assertMergeable(source, target, tx)
    const messages = await allMessages(source, tx)
    const tookIn: NewEvent = {
      name: 'ticket.took_in',
      data: { from: source.number, count: messages.length },
    }
    const moved = await moveMessages(messages, { from: source, to: target, before: [tookIn] }, by, tx)
    const at = now()
    const closure = { by: actorRef(by), at, reason: 'duplicate' as const }
    const set: Partial<TicketRecord> = { mergedInto: target._id, status: 'closed', closure, resolvedAt: at, waitingSince: null }
    const events: NewEvent[] = [{ name: 'ticket.closed', data: { reason: 'duplicate' } }, { name: 'ticket.merged', data: { into: target.number } }]
    await writeTicket(source._id, seen, { set, unset: ['snoozedUntil'] }, events, by, tx)
    await joinPlaces(target, source, by, tx)
    await restate(target._id, true, by, tx)
    const journal: TicketMergeRecord = { _id: new Types.ObjectId(), from: source._id, into: target._id, by: actorRef(by), messages: moved, was: beforeOf(source), at }
    await TicketMerge.insertMany([journal], { session: tx, lean: true })
    return journal
  })
} // prettier-ignore

/**
 * Takes a merge of tickets back: its messages return to their places, but for those that were moved on since. What came
 * after the merge stays where it came to.
 * @throws NotFound('merge_not_found'), Conflict('merge_undone_already'), Conflict('merged_again')
 */
export async function unmergeTickets(id: Types.ObjectId, by: Actor): Promise<TicketMergeRecord> {
  return change(async (tx) => {
    const journal = await TicketMerge.findById(id).session(tx).lean<TicketMergeRecord>()
    if (!journal) throw new NotFound('merge_not_found')
    if (journal.undone) throw new Conflict('merge_undone_already')
    const [source, target] = [await fresh(journal.from, tx), await fresh(journal.into, tx)]
    if (target.mergedInto) throw new Conflict('merged_again')
    await returnMessages(journal, source, target, by, tx)
    const { status, waitingSince, ...rest } = journal.was
    const gone = (['closure', 'resolvedAt', 'snoozedUntil'] as const).filter((key) => rest[key] === undefined)
    const set = { mergedInto: null, status, waitingSince, lastActivityAt: now(), ...rest }
    await writeTicket(source._id, undefined, { set, unset: gone }, [], by, tx)
    await restate(source._id, status !== 'closed' && status !== 'resolved', by, tx)
    await restate(target._id, !isClosed(target), by, tx)
    const undone = { by: actorRef(by), at: now() }
    await TicketMerge.updateOne({ _id: id }, { $set: { undone } }, { session: tx })
    return { ...journal, undone }
  })
} // prettier-ignore

/** The merge of this id, or null. */
export async function ticketMergeById(id: Types.ObjectId): Promise<TicketMergeRecord | null> {
  return TicketMerge.findById(id).lean<TicketMergeRecord>()
}

/** Tickets that became a part of this one and still are, latest first (at most 20). */
export async function mergesInto(
  ticket: Types.ObjectId,
): Promise<{ merge: TicketMergeRecord; ticket: TicketRecord }[]> {
  const merges = await TicketMerge.find({ into: ticket, undone: { $exists: false } })
    .sort({ at: -1 })
    .limit(20)
    .lean<TicketMergeRecord[]>()
  const parts = await Ticket.find({ _id: { $in: merges.map(({ from }) => from) } }).lean<TicketRecord[]>()
  return merges.flatMap((merge) => {
    const part = parts.find(({ _id }) => _id.equals(merge.from))
    return part ? [{ merge, ticket: part }] : []
  })
}

async function assertMergeable(source: TicketRecord, target: TicketRecord, tx: Tx): Promise<void> {
  const merged = [source, target].find(({ mergedInto }) => mergedInto !== null)
  if (merged) throw new Conflict('ticket_already_merged', { number: merged.number })
  if (isClosed(target)) throw new Conflict('ticket_already_closed', { number: target.number })
  // A dispute has deadlines and parties of its own; its ticket stays what it is.
  if (source.dispute) throw new Conflict('ticket_in_dispute', { number: source.number })
  const [one, other] = [
    source.customer && (await survivor(source.customer, tx)),
    target.customer && (await survivor(target.customer, tx)),
  ]
  const same = one && other && one._id.equals(other._id) && source.requester.type === target.requester.type
  if (!same) throw new Conflict('tickets_of_two_people', { from: source.number, into: target.number })
}

async function allMessages({ _id, number }: TicketRecord, tx: Tx): Promise<MessageRecord[]> {
  const found = await Message.find({ ticket: _id })
    .sort({ seq: 1 })
    .limit(mostMoved + 1)
    .session(tx)
    .lean<MessageRecord[]>()
  if (found.length > mostMoved) throw new Invalid('too_many_messages', { number, limit: mostMoved })
  return found
}

/** The next message from where the other was begun finds the one that is left. */
async function joinPlaces(
  target: TicketRecord,
  { via = [] }: TicketRecord,
  by: Actor,
  tx: Tx,
): Promise<void> {
  const places = [...new Set([...(target.via ?? []), ...via])].slice(-20)
  if (places.length > (target.via ?? []).length)
    await writeTicket(target._id, undefined, { set: { via: places } }, [], by, tx)
}

async function returnMessages(
  { messages }: TicketMergeRecord,
  source: TicketRecord,
  target: TicketRecord,
  by: Actor,
  tx: Tx,
): Promise<void> {
  const there = await Message.find({ _id: { $in: messages.map(({ id }) => id) }, ticket: target._id }).session(tx).lean<MessageRecord[]>()
  const back = messages.flatMap((moved) => there.filter(({ _id }) => _id.equals(moved.id)).map((message) => ({ moved, message })))
  const left = back.map(({ message }) => movedEvent(message, target, source, false))
  const arrived = back.map(({ message }) => movedEvent(message, target, source, true))
  await writeTicket(target._id, undefined, {}, left, by, tx)
  await writeTicket(source._id, undefined, {}, [{ name: 'ticket.unmerged', data: { from: target.number } }, ...arrived], by, tx)
  const updates = back.map(({ moved }) => ({
    updateOne: {
      filter: { _id: moved.id },
      update: {
        $set: { ticket: source._id, seq: moved.seq, ...(moved.clientId ? { clientId: moved.clientId } : {}) },
        $unset: { moved: 1 as const },
      },
    },
  }))
  if (updates.length > 0) await Message.bulkWrite(updates, { session: tx })
  await moveBelongings(there, source._id, tx)
} // prettier-ignore

function beforeOf({ status, closure, resolvedAt, waitingSince, snoozedUntil }: TicketRecord): TicketBefore {
  return {
    ...{ status, waitingSince },
    ...(closure ? { closure } : {}),
    ...(resolvedAt ? { resolvedAt } : {}),
    ...(snoozedUntil ? { snoozedUntil } : {}),
  }
}

async function fresh(id: Types.ObjectId, tx: Tx): Promise<TicketRecord> {
  const ticket = await Ticket.findById(id).session(tx).lean<TicketRecord>()
  if (!ticket) throw new NotFound('ticket_not_found')
  return ticket
}
