import type { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { Conflict, Invalid, NotFound } from '../../lib/errors.js'
import { change, type Tx } from '../../lib/mongo.js'
import { actorRef, type Actor } from '../actor.js'
import { writeTicket } from '../tickets/write.js'
import { Message, type MessageRecord, type Promised } from './message.js'

export type PromiseState = 'open' | 'kept' | 'broken'

/** What has become of a promise by now: it is broken from its instant on unless somebody said that it was kept. */
export function promiseState({ kept, until }: Pick<Promised, 'kept' | 'until'>, at = now()): PromiseState {
  if (kept) return 'kept'
  return until <= at ? 'broken' : 'open'
}

/**
 * Marks what one of us told the customer as a promise. Promises are never guessed from words; said again it is replaced.
 * @param until when it must be fulfilled; in the past only for a call or message of the past that is noted down late
 * @throws Invalid('promise_not_ours') for what others said
 */
export async function promise(
  message: MessageRecord,
  { until, text }: { until: Date; text: string },
  by: Actor,
): Promise<MessageRecord> {
  const isOurs = message.kind === 'reply' || message.call !== undefined
  if (!isOurs || message.retraction) throw new Invalid('promise_not_ours', { messageId: String(message._id) })
  const promised: Promised = { until, text, by: actorRef(by), at: now() }
  return mark(message, { $set: { promise: promised } }, { until, kept: false }, by)
}

/** Says that a promise was kept. @throws Conflict('promise_not_made'), Conflict('promise_kept_already') */
export async function keepPromise(message: MessageRecord, by: Actor): Promise<MessageRecord> {
  if (!message.promise) throw new Conflict('promise_not_made')
  if (message.promise.kept) throw new Conflict('promise_kept_already')
  const kept = { by: actorRef(by), at: now() }
  return mark(message, { $set: { 'promise.kept': kept } }, { until: message.promise.until, kept: true }, by)
}

/** Takes the mark off; what was said stays. @throws Conflict('promise_not_made') */
export async function dropPromise(message: MessageRecord, by: Actor): Promise<MessageRecord> {
  if (!message.promise) throw new Conflict('promise_not_made')
  return mark(message, { $unset: { promise: 1 } }, { until: null, kept: false }, by)
}

/** Messages of these tickets that promise something, what is due first at the top (at most 50). */
export async function promisesIn(tickets: readonly Types.ObjectId[]): Promise<MessageRecord[]> {
  return Message.find({ ticket: { $in: [...tickets] }, 'promise.until': { $type: 'date' } })
    .sort({ 'promise.until': 1 })
    .limit(50)
    .lean<MessageRecord[]>()
}

type Update = { $set: Record<string, unknown> } | { $unset: { promise: 1 } }

async function mark(
  message: MessageRecord,
  update: Update,
  told: { until: Date | null; kept: boolean },
  by: Actor,
): Promise<MessageRecord> {
  return change(async (tx: Tx) => {
    const data = { messageId: String(message._id), until: told.until?.toISOString() ?? null, kept: told.kept }
    const after = await Message.findByIdAndUpdate(message._id, update, { session: tx, returnDocument: 'after' }).lean<MessageRecord>()
    if (!after) throw new NotFound('message_not_found')
    await writeTicket(after.ticket, undefined, {}, [{ name: 'message.promised', data }], by, tx)
    return after
  })
} // prettier-ignore
