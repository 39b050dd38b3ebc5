import type { Types } from 'mongoose'
import { after, now, seconds } from '../../lib/clock.js'
import { NotFound } from '../../lib/errors.js'
import type { Tx } from '../../lib/mongo.js'
import type { TicketRecord } from '../tickets/ticket.js'
import { Inbound, type InboundOutcome, type InboundRecord } from './inbound.js'

/** How often a delivery is tried before a person must look at it. */
export const maxAttempts = 6

export function outcomeOf(
  outcome: InboundOutcome['outcome'],
  reason: string | null,
  ticket: Pick<TicketRecord, '_id' | 'number'> | null = null,
  message: Types.ObjectId | null = null,
): InboundOutcome {
  return { outcome, reason, ticket: ticket?._id ?? null, ticketNumber: ticket?.number ?? null, message }
}

/** What became of a delivery's events, for its envelope. */
export interface Finish {
  inbound: Types.ObjectId
  outcomes: InboundOutcome[]
  /** Whether the delivery is done with these. */
  last: boolean
}

/** Adds outcomes to an envelope and, with the last one, ends it. */
export async function finish(
  inbound: Types.ObjectId,
  outcomes: InboundOutcome[],
  last: boolean,
  tx?: Tx,
): Promise<void> {
  await finishAll([{ inbound, outcomes, last }], tx)
}

/** As finish, for several envelopes at the price of one. */
export async function finishAll(finishes: readonly Finish[], tx?: Tx): Promise<void> {
  const updates = finishes.map(({ inbound, outcomes, last }) => {
    const ignored = outcomes.length > 0 && outcomes.every(({ outcome }) => outcome === 'ignored')
    const done = {
      state: ignored ? ('ignored' as const) : ('processed' as const),
      nextAt: null,
      processedAt: now(),
    }
    const end = last ? { $set: done, $unset: { error: 1 as const } } : {}
    return {
      updateOne: { filter: { _id: inbound }, update: { $push: { outcomes: { $each: outcomes } }, ...end } },
    }
  })
  await Inbound.bulkWrite(updates, tx ? { session: tx } : {})
}

/** How long one attempt has a delivery to itself; a process that died with it loses it after that. */
const attemptFor = seconds(30)

/**
 * Claims a delivery that is due for one attempt: counts it and starts its outcomes afresh.
 * @returns null when it is done, not due, or being attempted elsewhere
 */
export async function beginAttempt(inbound: Types.ObjectId): Promise<InboundRecord | null> {
  const at = now()
  return Inbound.findOneAndUpdate(
    { _id: inbound, state: 'received', nextAt: { $lte: at } },
    { $set: { outcomes: [], nextAt: after(attemptFor, at) }, $inc: { attempts: 1 } },
    // A claim lost in a power cut costs nothing: the delivery is due again.
    { returnDocument: 'after', writeConcern: { w: 1, journal: false } },
  ).lean<InboundRecord>()
}

/** After a failure that may pass: the next attempt, later each time; too many of them is a quarantine. */
export async function postpone(
  inbound: InboundRecord,
  error: { code: string; detail: string },
): Promise<'later' | 'quarantined'> {
  if (inbound.attempts >= maxAttempts) {
    await quarantine(inbound._id, error)
    return 'quarantined'
  }
  const wait = seconds(Math.min(2 ** inbound.attempts, 300))
  await Inbound.updateOne(
    { _id: inbound._id, state: 'received' },
    { $set: { nextAt: after(wait), error: { ...error, at: now() } } },
  )
  return 'later'
}

/** Sets a delivery aside with its raw bytes and the reason; it delays nothing and waits for a person. */
export async function quarantine(
  inbound: Types.ObjectId,
  error: { code: string; detail: string },
): Promise<void> {
  await Inbound.updateOne(
    { _id: inbound },
    { $set: { state: 'quarantined', nextAt: null, error: { ...error, at: now() }, processedAt: now() } },
  )
}

/** Takes a delivery out of quarantine for another attempt. @throws NotFound('inbound_not_found') */
export async function retry(inbound: Types.ObjectId): Promise<InboundRecord> {
  const freed = await Inbound.findOneAndUpdate(
    { _id: inbound, state: 'quarantined' },
    { $set: { state: 'received', attempts: 0, nextAt: now() }, $unset: { error: 1, processedAt: 1 } },
    { returnDocument: 'after' },
  ).lean<InboundRecord>()
  if (!freed) throw new NotFound('inbound_not_found')
  return freed
}

/** Deliveries that are due, oldest first: those no hint reached, and those whose attempt failed or died. */
export async function waiting(limit: number): Promise<Pick<InboundRecord, '_id' | 'attempts'>[]> {
  return Inbound.find({ state: 'received', nextAt: { $lte: now() } }, { _id: 1, attempts: 1 })
    .sort({ nextAt: 1 })
    .limit(limit)
    .lean<Pick<InboundRecord, '_id' | 'attempts'>[]>()
}

/** Quarantined deliveries, newest first; `before` is the id and time of the last one seen. */
export async function quarantined(
  limit: number,
  before?: { receivedAt: Date; _id: Types.ObjectId },
): Promise<InboundRecord[]> {
  const page = before
    ? {
        $or: [
          { receivedAt: { $lt: before.receivedAt } },
          { receivedAt: before.receivedAt, _id: { $lt: before._id } },
        ],
      }
    : {}
  return Inbound.find({ state: 'quarantined', ...page }, { inline: 0 })
    .sort({ receivedAt: -1, _id: -1 })
    .limit(Math.min(limit, 100))
    .lean<InboundRecord[]>()
}
