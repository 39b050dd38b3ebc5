import { after, minutes, now, seconds } from '../../lib/clock.js'
import { change, isDuplicate, type Tx } from '../../lib/mongo.js'
import { system } from '../actor.js'
import { Message } from '../messages/message.js'
import { noteOptOut } from './opt-out.js'
import { Outbox, type OutboxRecord, type OutboxState } from './outbox.js'
import { applyWaiting, takeWaiting } from './parked-receipts.js'
import { setDelivery, showOnMessage, type Shown } from './show.js'

export const maxSendAttempts = 12

/** What became of an attempt. `retry` counts against maxSendAttempts and becomes `failed` after the last. */
export type Attempted =
  | { outcome: 'sent'; externalIds?: string[] }
  | { outcome: 'kept'; reason?: string }
  | {
      outcome: 'retry' | 'failed' | 'unknown'
      class: string
      code: string
      detail: string
      retryAt?: Date
    }

/**
 * Records an attempt on the letter, on its message and as an event, in one change; with the provider's ids go the
 * reports that came before they were known. A report that came during the attempt is not taken back by it.
 * @returns the state that the attempt leads to
 */
export async function settleLetter(letter: OutboxRecord, attempted: Attempted): Promise<OutboxState> {
  const state = stateAfter(letter, attempted)
  const ids = idsOf(letter, attempted)
  try {
    await change((tx) => settle(letter, attempted, state, ids, true, tx))
  } catch (error) {
    if (!isDuplicate(error, 'externalId')) throw error
    // The provider's echo was stored as a message of its own in this instant: the letter counts, its id is taken.
    await change((tx) => settle(letter, attempted, state, ids, false, tx))
  }
  // A report that was put aside while this change ran has seen no ids, and this change has not seen it.
  if (ids.length > 0) await takeWaiting(letter._id)
  return state
}

async function settle(
  letter: OutboxRecord,
  attempted: Attempted,
  state: OutboxState,
  ids: string[],
  isNamed: boolean,
  tx: Tx,
): Promise<void> {
  const failure = 'class' in attempted ? attempted : null
  const settled = await Outbox.updateOne(
    { _id: letter._id, state: 'sending', attempts: letter.attempts },
    {
      $set: changeOf(letter, attempted, state),
      $unset: { lease: 1, ...(failure ? {} : { error: 1 }) },
    },
    { session: tx },
  )
  if (settled.modifiedCount === 1) {
    const delivery = deliveryOf(state, letter, failure ?? whyKept(attempted))
    // That an acknowledgement went out is no news to anybody; its message says so, the ticket need not change.
    if (letter.automatic && failure === null) await setDelivery(letter, delivery, tx)
    else await showOnMessage(letter, delivery, system, tx)
    if (failure?.class === 'optout') await noteOptOut(letter, tx)
  }
  if (ids.length > 0) await keepIds(letter, ids, isNamed, tx)
}

/** Also when a report was faster than the answer to the attempt: then only the ids are news. */
async function keepIds(letter: OutboxRecord, ids: string[], isNamed: boolean, tx: Tx): Promise<void> {
  const kept = await Outbox.findOneAndUpdate(
    { _id: letter._id, attempts: letter.attempts, state: { $in: ['sent', 'failed'] } },
    { $addToSet: { externalIds: { $each: ids } } },
    { session: tx, returnDocument: 'after' },
  ).lean<OutboxRecord>()
  if (!kept) return
  const [first = ''] = ids
  if (isNamed && letter.message && first.length <= 200)
    await Message.updateOne({ _id: letter.message }, { $set: { externalId: first } }, { session: tx })
  await applyWaiting(kept, tx)
}

function changeOf(letter: OutboxRecord, attempted: Attempted, state: OutboxState): Partial<OutboxRecord> {
  const at = now()
  const failure = 'class' in attempted ? attempted : null
  const set: Partial<OutboxRecord> = { state, updatedAt: at }
  if (state === 'sent') set.sentAt = at
  if (state === 'queued') set.dueAt = failure?.retryAt ?? after(backoff(letter.attempts))
  if (failure)
    set.error = { class: failure.class, code: failure.code, detail: failure.detail.slice(0, 500), at }
  return set
}

/** For mail the provider's id is our own reference, by which it is found already. */
function idsOf(letter: OutboxRecord, attempted: Attempted): string[] {
  if (attempted.outcome !== 'sent') return []
  const ids = attempted.externalIds ?? []
  return ids.filter((id) => id !== letter.reference && id !== '' && id.length <= 300).slice(0, 20)
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

type Why = { class: string; code: string; detail: string }

function whyKept(attempted: Attempted): Why | null {
  const code = attempted.outcome === 'kept' ? attempted.reason : undefined
  return code === undefined ? null : { class: 'kept', code, detail: '' }
}

function deliveryOf(state: OutboxState, letter: OutboxRecord, why: Why | null): Shown {
  const reason = why ? { reason: why.code || why.class, detail: why.detail.slice(0, 500) } : {}
  return { state: state === 'cancelled' ? 'failed' : state, at: now(), attempts: letter.attempts, ...reason }
}
