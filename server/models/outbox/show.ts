import type { Tx } from '../../lib/mongo.js'
import type { Actor } from '../actor.js'
import { Message, type Delivery } from '../messages/message.js'
import { writeTicket } from '../tickets/write.js'
import type { OutboxRecord } from './outbox.js'

export type Shown = Omit<Delivery, 'times'>

/** Tells on a letter's message, and as an event of its ticket, what became of the letter. */
export async function showOnMessage(letter: OutboxRecord, delivery: Shown, by: Actor, tx: Tx): Promise<void> {
  if (!letter.message || !letter.ticket) return
  const data = {
    messageId: letter.message.toHexString(),
    state: delivery.state,
    reason: delivery.reason ?? null,
  }
  await writeTicket(letter.ticket, undefined, {}, [{ name: 'delivery.changed', data }], by, tx)
  await setDelivery(letter, delivery, tx)
}

/** The same without an event, for what is news to nobody. The times of earlier states stay. */
export async function setDelivery(letter: OutboxRecord, delivery: Shown, tx: Tx): Promise<void> {
  const { state, at, attempts, reason, detail } = delivery
  const isMilestone = state === 'sent' || state === 'delivered' || state === 'read'
  const failure = { 'delivery.reason': reason, 'delivery.detail': detail }
  const kept = Object.entries(failure).filter(([, value]) => value !== undefined)
  const gone = Object.entries(failure).filter(([, value]) => value === undefined)
  await Message.updateOne(
    { _id: letter.message },
    {
      $set: {
        ...{ 'delivery.state': state, 'delivery.at': at, 'delivery.attempts': attempts },
        ...(isMilestone ? { [`delivery.times.${state}`]: at } : {}),
        ...Object.fromEntries(kept),
      },
      ...(gone.length > 0 ? { $unset: Object.fromEntries(gone.map(([key]) => [key, 1])) } : {}),
    },
    { session: tx },
  )
}
