import type { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { change } from '../../lib/mongo.js'
import { system } from '../actor.js'
import type { NewEvent } from '../events.js'
import { isClosed, Ticket, type TicketRecord } from './ticket.js'
import { writeTicket } from './write.js'

const due = (): object => ({ snoozedUntil: { $gt: new Date(0), $lte: now() } })

/** Snoozed tickets whose time has come, at most `limit`. */
export async function dueToWake(limit: number): Promise<Types.ObjectId[]> {
  const found = await Ticket.find(due(), { _id: 1 })
    .sort({ snoozedUntil: 1 })
    .limit(limit)
    .lean<{ _id: Types.ObjectId }[]>()
  return found.map(({ _id }) => _id)
}

/**
 * Brings a snoozed ticket back to the open list; somebody wanted to look at it now, whatever it was waiting for.
 * @returns false when it is not due (any more)
 */
export async function wake(id: Types.ObjectId): Promise<boolean> {
  return change(async (tx) => {
    const ticket = await Ticket.findOne({ _id: id, ...due() })
      .session(tx)
      .lean<TicketRecord>()
    if (!ticket) return false
    const opens = !isClosed(ticket) && ticket.status !== 'open'
    const events: NewEvent[] = [{ name: 'ticket.snoozed', data: { until: null } }]
    if (opens) events.push({ name: 'ticket.status_changed', data: { from: ticket.status, to: 'open' } })
    const set = { lastActivityAt: now(), ...(opens ? { status: 'open' as const } : {}) }
    await writeTicket(id, undefined, { set, unset: ['snoozedUntil'] }, events, system, tx)
    return true
  })
}
