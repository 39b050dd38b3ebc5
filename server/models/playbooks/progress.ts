import mongoose, { Schema, type Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import type { Tx } from '../../lib/mongo.js'
import { actorRef, type ActorRef, type UserActor } from '../actor.js'
import type { TicketRecord } from '../tickets/ticket.js'

/** A step of a playbook that somebody has done. */
export interface DoneStep {
  playbook: string
  step: number
  by: ActorRef
  at: Date
}

/** How far the work on a ticket has come: one document for each ticket that has any. */
export interface ProgressRecord {
  /** The ticket's. */
  _id: Types.ObjectId
  done: DoneStep[]
  /** When somebody put the advice to call away. */
  adviceDismissed?: { by: ActorRef; at: Date }
}

const actor = { kind: String, id: { type: String, default: null }, name: String }

const schema = new Schema<ProgressRecord>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    done: { type: [{ _id: false, playbook: { type: String, maxlength: 64 }, step: Number, by: actor, at: Date }], default: [] },
    adviceDismissed: { type: new Schema({ by: actor, at: Date }, { _id: false }) },
  },
  { versionKey: false, collection: 'progress' },
) // prettier-ignore

export const Progress = mongoose.model<ProgressRecord>('Progress', schema)

/** What is done in a ticket; nothing where nobody has done anything. */
export async function progressOf(ticket: Types.ObjectId, tx?: Tx): Promise<ProgressRecord> {
  const found = await Progress.findById(ticket).session(tx ?? null).lean<ProgressRecord>()
  return found ?? { _id: ticket, done: [] }
} // prettier-ignore

/** Marks a step as done, or not; done twice it was done by the first. */
export async function markStep(
  ticket: Pick<TicketRecord, '_id'>,
  by: UserActor,
  { playbook, step }: Pick<DoneStep, 'playbook' | 'step'>,
  done: boolean,
): Promise<void> {
  const { _id } = ticket
  if (!done) {
    await Progress.updateOne({ _id }, { $pull: { done: { playbook, step } } })
    return
  }
  await Progress.updateOne({ _id }, { $setOnInsert: { _id } }, { upsert: true })
  const isOpen = { _id, done: { $not: { $elemMatch: { playbook, step } } } }
  await Progress.updateOne(isOpen, { $push: { done: { playbook, step, by: actorRef(by), at: now() } } })
}

/** Puts the advice to call away for a while. */
export async function dismissAdvice(ticket: Pick<TicketRecord, '_id'>, by: UserActor): Promise<void> {
  const adviceDismissed = { by: actorRef(by), at: now() }
  await Progress.updateOne({ _id: ticket._id }, { $set: { adviceDismissed } }, { upsert: true })
}
