import type { Types } from 'mongoose'
import { change, type Tx } from '../../lib/mongo.js'
import { afterthoughtOf, mayRevise } from '../intake/apply-parked.js'
import { Parked, unpark } from '../intake/parked.js'
import { Message, type MessageRecord } from '../messages/message.js'
import { revise } from '../messages/revise.js'
import { Outbox, type OutboxRecord } from './outbox.js'
import { report } from './report.js'

/** Applies what was said of a letter before its ids were known, inside the change that keeps them. */
export async function applyWaiting(letter: OutboxRecord, tx: Tx): Promise<void> {
  for (const event of await unpark(letter.account, namesOf(letter), tx)) {
    if (event.kind !== 'receipt') {
      const message = await Message.findById(letter.message).session(tx).lean<MessageRecord>()
      if (message && mayRevise(message, event)) await revise(message, afterthoughtOf(event), tx)
      continue
    }
    for (const item of event.items) {
      const fresh = await Outbox.findById(letter._id).session(tx).lean<OutboxRecord>()
      if (fresh) await report(fresh, item, tx)
    }
  }
}

/** The same in a change of its own, where two changes did not see each other. */
export async function takeWaiting(id: Types.ObjectId): Promise<void> {
  const letter = await Outbox.findById(id).lean<OutboxRecord>()
  if (!letter) return
  if (await Parked.exists({ account: letter.account, target: { $in: namesOf(letter) } }))
    await change((tx) => applyWaiting(letter, tx))
}

function namesOf({ reference, externalIds }: OutboxRecord): string[] {
  return [reference, ...(externalIds ?? [])]
}
