import type { Types } from 'mongoose'
import { after, minutes, now, seconds } from '../../lib/clock.js'
import { NotFound } from '../../lib/errors.js'
import { change, type Tx } from '../../lib/mongo.js'
import { system, type Actor } from '../actor.js'
import { Message, type Delivery } from '../messages/message.js'
import { writeTicket } from '../tickets/write.js'
import { Outbox, type OutboxRecord, type OutboxState } from './outbox.js'

/** How long one attempt may hold a letter; a process that died with it loses it after that. */
export const sendingFor = minutes(2)
export const maxSendAttempts = 12

export type DueLetter = Pick<OutboxRecord, '_id' | 'attempts'>

/** Letters that are due, oldest first: those waiting, and those whose sender died. */
export async function dueLetters(limit: number): Promise<DueLetter[]> {
  const [queued, abandoned] = await Promise.all([dueIn('queued', limit), dueIn('sending', limit)])
  return [...abandoned, ...queued].slice(0, limit)
}

async function dueIn(state: OutboxState, limit: number): Promise<DueLetter[]> {
  return Outbox.find({ state, dueAt: { $lte: now() } }, { _id: 1, attempts: 1 })
    .sort({ dueAt: 1 })
    .limit(limit)
    .lean<DueLetter[]>()
}

/**
 * Claims a due letter for one attempt. One found in `sending` was abandoned by a dead process: whether it went out is
 * not known, so the new attempt carries the same reference and is marked a possible duplicate.
 * @returns null when it is not due, gone, or another process has it
 */
export async function claimLetter(id: Types.ObjectId, owner: string): Promise<OutboxRecord | null> {
  const at = now()
  return Outbox.findOneAndUpdate(
    { _id: id, state: { $in: ['queued', 'sending'] }, dueAt: { $lte: at } },
    [
      {
        $set: {
          possibleDuplicate: { $or: ['$possibleDuplicate', { $eq: ['$state', 'sending'] }] },
          abandoned: { $add: ['$abandoned', { $cond: [{ $eq: ['$state', 'sending'] }, 1, 0] }] },
          state: 'sending',
          attempts: { $add: ['$attempts', 1] },
          lease: { owner, until: after(sendingFor, at) },
          // While it is being sent, dueAt is when others may take it over.
          dueAt: after(sendingFor, at),
          updatedAt: at,
        },
      },
    ],
    { returnDocument: 'after', updatePipeline: true },
  ).lean<OutboxRecord>()
}

/** What became of an attempt. `retry` counts against maxSendAttempts and becomes `failed` after the last. */
export type Attempted =
  | { outcome: 'sent' }
  | { outcome: 'kept' }
  | { outcome: 'retry' | 'failed' | 'unknown'; class: string; code: string; detail: string; retryAt?: Date }

/** Records an attempt on the letter, on its message and as an event, in one change. */
export async function settleLetter(letter: OutboxRecord, attempted: Attempted): Promise<OutboxState> {
  const state = stateAfter(letter, attempted)
  const at = now()
  const failure = 'class' in attempted ? attempted : null
  const set: Partial<OutboxRecord> = { state, updatedAt: at }
  if (state === 'sent') set.sentAt = at
  if (state === 'queued') set.dueAt = failure?.retryAt ?? after(backoff(letter.attempts))
  if (failure)
    set.error = { class: failure.class, code: failure.code, detail: failure.detail.slice(0, 500), at }
  await change(async (tx) => {
    const settled = await Outbox.updateOne(
      { _id: letter._id, state: 'sending', attempts: letter.attempts },
      { $set: set, $unset: { lease: 1, ...(failure ? {} : { error: 1 }) } },
      { session: tx },
    )
    if (settled.modifiedCount !== 1) return
    const delivery = deliveryOf(state, letter, failure)
    // That an acknowledgement went out is no news to anybody; its message says so, the ticket need not change.
    if (letter.automatic && failure === null)
      await Message.updateOne({ _id: letter.message }, { $set: { delivery } }, { session: tx })
    else await showOnMessage(letter, delivery, system, tx)
  })
  return state
}

/** "Send again": a failed, unknown or kept letter is queued afresh, with the same reference. @throws NotFound */
export async function resendLetter(id: Types.ObjectId, by: Actor): Promise<void> {
  await change(async (tx) => {
    const letter = await Outbox.findOneAndUpdate(
      { _id: id, state: { $in: ['failed', 'unknown', 'kept'] } },
      [
        {
          $set: {
            possibleDuplicate: { $or: ['$possibleDuplicate', { $eq: ['$state', 'unknown'] }] },
            state: 'queued',
            dueAt: now(),
            attempts: 0,
            abandoned: 0,
            updatedAt: now(),
          },
        },
        { $unset: 'error' },
      ],
      { session: tx, returnDocument: 'after', updatePipeline: true },
    ).lean<OutboxRecord>()
    if (!letter) throw new NotFound('letter_not_found')
    await showOnMessage(letter, { state: 'queued', at: now(), attempts: 0 }, by, tx)
  })
}

/** A report from outside on a letter of ours (a bounce, a receipt), by reference. @returns null when it is not ours */
export async function reportOnLetter(
  reference: string,
  report: { state: 'sent' | 'delivered' | 'read' | 'failed' | 'delayed'; code: string; detail: string },
): Promise<OutboxRecord | null> {
  return change(async (tx) => {
    const letter = await Outbox.findOne({ reference }).session(tx).lean<OutboxRecord>()
    if (!letter) return null
    const state = report.state === 'delayed' ? 'sent' : report.state
    if (state === 'failed') {
      const error = { class: 'permanent', code: report.code, detail: report.detail.slice(0, 500), at: now() }
      await Outbox.updateOne(
        { _id: letter._id },
        { $set: { state: 'failed', error, updatedAt: now() } },
        { session: tx },
      )
    }
    const reason = {
      reason: report.state === 'delayed' ? 'delayed' : report.code,
      detail: report.detail.slice(0, 500),
    }
    await showOnMessage(letter, { state, at: now(), attempts: letter.attempts, ...reason }, system, tx)
    return letter
  })
}

function stateAfter(letter: OutboxRecord, { outcome }: Attempted): OutboxState {
  if (outcome !== 'retry') return outcome
  return letter.attempts >= maxSendAttempts ? 'failed' : 'queued'
}

/** 5 s, 10 s, 20 s … up to an hour, with a quarter of jitter so that a recovered server is not stormed. */
function backoff(attempts: number): number {
  const wait = Math.min(seconds(5) * 2 ** (attempts - 1), minutes(60))
  return wait * (0.875 + Math.random() * 0.25)
}

function deliveryOf(
  state: OutboxState,
  letter: OutboxRecord,
  failure: { class: string; code: string; detail: string } | null,
): Delivery {
  const reason = failure
    ? { reason: failure.code || failure.class, detail: failure.detail.slice(0, 500) }
    : {}
  return { state: state === 'cancelled' ? 'failed' : state, at: now(), attempts: letter.attempts, ...reason }
}

async function showOnMessage(letter: OutboxRecord, delivery: Delivery, by: Actor, tx: Tx): Promise<void> {
  if (!letter.message || !letter.ticket) return
  const data = {
    messageId: letter.message.toHexString(),
    state: delivery.state,
    reason: delivery.reason ?? null,
  }
  await writeTicket(letter.ticket, undefined, {}, [{ name: 'delivery.changed', data }], by, tx)
  await Message.updateOne({ _id: letter.message }, { $set: { delivery } }, { session: tx })
}
