import type { Types } from 'mongoose'
import { after, minutes, now } from '../../lib/clock.js'
import { NotFound } from '../../lib/errors.js'
import { change } from '../../lib/mongo.js'
import type { Actor } from '../actor.js'
import { Outbox, type OutboxRecord, type OutboxState } from './outbox.js'
import { showOnMessage } from './show.js'

/** How long one attempt may hold a letter; a process that died with it loses it after that. */
export const sendingFor = minutes(2)

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
            // What is still reported of an earlier attempt must not be taken for a report on the next.
            formerIds: {
              $slice: [
                { $concatArrays: [{ $ifNull: ['$formerIds', []] }, { $ifNull: ['$externalIds', []] }] },
                -20,
              ],
            },
            updatedAt: now(),
          },
        },
        { $unset: ['error', 'externalIds', 'receipt', 'sentAt'] },
      ],
      { session: tx, returnDocument: 'after', updatePipeline: true },
    ).lean<OutboxRecord>()
    if (!letter) throw new NotFound('letter_not_found')
    await showOnMessage(letter, { state: 'queued', at: now(), attempts: 0 }, by, tx)
  })
}
