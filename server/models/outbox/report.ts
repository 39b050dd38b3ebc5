import { now } from '../../lib/clock.js'
import type { Tx } from '../../lib/mongo.js'
import { system } from '../actor.js'
import type { ReceiptItem } from '../intake/message-shapes.js'
import { advances, type Reported } from '../messages/delivery.js'
import type { DeliveryState } from '../messages/message.js'
import { noteOptOut } from './opt-out.js'
import { Outbox, type OutboxRecord } from './outbox.js'
import { showOnMessage } from './show.js'

/** What a far end says of a letter. */
export type Report = Pick<ReceiptItem, 'state' | 'code' | 'detail' | 'class'>

/** Applies one report to one letter inside `tx`; what says nothing new changes nothing. */
export async function report(letter: OutboxRecord, item: Report, tx: Tx): Promise<void> {
  if (letter.state === 'cancelled') return
  const { state, code = '' } = item
  const [known, at, detail] = [stateOf(letter), now(), (item.detail ?? '').slice(0, 500)]
  const facts = { at, attempts: letter.attempts }
  if (state === 'delayed') {
    if (known === 'sent')
      await showOnMessage(letter, { state: 'sent', ...facts, reason: 'delayed', detail }, system, tx)
    return
  }
  if (!advances(known, state)) return
  await Outbox.updateOne({ _id: letter._id }, changeOf(letter, state, item, at), { session: tx })
  const why = state === 'failed' ? { reason: code || 'undelivered', detail } : {}
  await showOnMessage(letter, { state, ...facts, ...why }, system, tx)
  if (state === 'failed' && item.class === 'optout') await noteOptOut(letter, tx)
}

function changeOf(
  letter: OutboxRecord,
  state: Reported,
  { class: kind = 'permanent', code = '', detail = '' }: Report,
  at: Date,
) {
  const error = { class: kind, code, detail: detail.slice(0, 500), at }
  if (state === 'failed')
    return { $set: { state: 'failed', error, updatedAt: at }, $unset: { lease: 1 as const } }
  return {
    $set: {
      ...{ state: 'sent' as const, updatedAt: at, sentAt: letter.sentAt ?? at },
      ...(state === 'sent' ? {} : { receipt: { state, at } }),
    },
    $unset: { lease: 1 as const, error: 1 as const },
  }
}

/** How far a letter has come, the provider's word included. */
function stateOf(letter: OutboxRecord): DeliveryState {
  if (letter.state === 'sent') return letter.receipt?.state ?? 'sent'
  return letter.state === 'cancelled' ? 'failed' : letter.state
}
