import type { Tx } from '../../lib/mongo.js'
import { Message, type MessageRecord } from '../messages/message.js'
import { revise, type Afterthought } from '../messages/revise.js'
import { unpark, type ParkedEvent } from './parked.js'

type Thought = Exclude<ParkedEvent, { kind: 'receipt' }>

/** Applies the edits, deletions and reactions that came before their message; called in the change that stores it. */
export async function applyParked(stored: MessageRecord, tx: Tx): Promise<void> {
  // Mail is never edited, and a mail has no need to ask.
  if (stored.channel === 'email' || !stored.account || stored.externalId === undefined) return
  for (const event of await unpark(stored.account, [stored.externalId], tx)) {
    if (event.kind === 'receipt' || !mayRevise(stored, event)) continue
    const message = await Message.findById(stored._id).session(tx).lean<MessageRecord>()
    if (message) await revise(message, afterthoughtOf(event), tx)
  }
}

/** Everybody may react; words are changed and taken back by their writer alone. */
export function mayRevise({ authorIdentity }: MessageRecord, { kind, by }: Thought): boolean {
  if (kind === 'reaction' || !authorIdentity) return true
  return authorIdentity.type === by.type && authorIdentity.scope === by.scope && authorIdentity.value === by.value
} // prettier-ignore

/** The event without what only finds its target. */
export function afterthoughtOf(event: Thought): Afterthought {
  const { at } = event
  if (event.kind === 'delete') return { kind: 'delete', at }
  if (event.kind === 'edit') return { kind: 'edit', text: event.text ?? '', at }
  return { kind: 'reaction', by: event.by, emoji: event.emoji ?? null, at }
}
