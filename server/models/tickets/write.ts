import type { Types, UpdateQuery } from 'mongoose'
import { now } from '../../lib/clock.js'
import { Conflict, NotFound } from '../../lib/errors.js'
import type { Tx } from '../../lib/mongo.js'
import type { Actor } from '../actor.js'
import type { EventRecord } from '../event.js'
import { record, type NewEvent } from '../events.js'
import { Ticket, type TicketRecord } from './ticket.js'

export interface TicketChange {
  set?: Partial<TicketRecord>
  unset?: (keyof TicketRecord)[]
  inc?: Partial<Record<'messageCount', number>>
  addTags?: string[]
  removeTags?: string[]
}

/**
 * The one way a ticket changes: state, version, sequence number and events together, inside `tx`.
 * @param seen the version the actor saw; omitted where the change is right whatever the ticket is now
 * @returns the ticket after the change and its new events
 * @throws Conflict('version_conflict') when somebody was faster, NotFound('ticket_not_found')
 */
export async function writeTicket(
  id: Types.ObjectId,
  seen: number | undefined,
  change: TicketChange,
  events: readonly NewEvent[],
  by: Actor,
  tx: Tx,
): Promise<{ ticket: TicketRecord; events: EventRecord[] }> {
  const ticket = await Ticket.findOneAndUpdate(
    { _id: id, ...(seen === undefined ? {} : { version: seen }) },
    update(change, events.length),
    { session: tx, returnDocument: 'after' },
  ).lean<TicketRecord>()
  if (!ticket) throw await whyNot(id, seen, tx)
  const recorded =
    events.length === 0
      ? []
      : await record([{ events, ticket, firstSeq: ticket.seq - events.length + 1, by }], tx)
  return { ticket, events: recorded }
}

function update(change: TicketChange, eventCount: number): UpdateQuery<TicketRecord> {
  const { set = {}, unset = [], inc = {}, addTags = [], removeTags = [] } = change
  return {
    $set: { ...set, updatedAt: now() },
    $inc: { version: 1, seq: eventCount, ...inc },
    ...(unset.length > 0 ? { $unset: Object.fromEntries(unset.map((key) => [key, 1])) } : {}),
    ...(addTags.length > 0 ? { $addToSet: { tags: { $each: addTags } } } : {}),
    ...(removeTags.length > 0 ? { $pullAll: { tags: removeTags } } : {}),
  }
}

async function whyNot(id: Types.ObjectId, seen: number | undefined, tx: Tx): Promise<Error> {
  const now = await Ticket.findById(id, { version: 1, number: 1 }).session(tx).lean<TicketRecord>()
  if (!now) return new NotFound('ticket_not_found')
  return new Conflict('version_conflict', { number: now.number, version: now.version, seen })
}
