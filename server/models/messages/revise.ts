import { now } from '../../lib/clock.js'
import type { Tx } from '../../lib/mongo.js'
import { system } from '../actor.js'
import type { NewEvent } from '../events.js'
import type { IdentityRef } from '../intake/message-shapes.js'
import { Ticket, type TicketRecord } from '../tickets/ticket.js'
import { writeTicket } from '../tickets/write.js'
import { Message, type MessageRecord, type Reaction, type Revision } from './message.js'

/** What a writer does to something they have said; whichever order these come in, the end is the same. */
export type Afterthought =
  | { kind: 'edit'; text: string; at: Date }
  | { kind: 'delete'; at: Date }
  | { kind: 'reaction'; by: IdentityRef; emoji: string | null; at: Date }

/**
 * Applies an afterthought inside `tx`. All texts are kept with their times and the last of them shows; what was deleted
 * stays deleted and its text stays for evidence.
 * @returns false when it changes nothing (it was applied before)
 */
export async function revise(message: MessageRecord, after: Afterthought, tx: Tx): Promise<boolean> {
  const set = changed(message, after)
  if (!set) return false
  const messageId = message._id.toHexString()
  await Message.updateOne({ _id: message._id }, { $set: set }, { session: tx })
  const event: NewEvent =
    after.kind === 'edit'
      ? { name: 'message.edited', data: { messageId } }
      : after.kind === 'delete'
        ? { name: 'message.deleted', data: { messageId } }
        : { name: 'message.reacted', data: { messageId, emoji: after.emoji } }
  await writeTicket(
    message.ticket,
    undefined,
    { set: await previewOf(message, set, tx) },
    [event],
    system,
    tx,
  )
  return true
}

function changed(message: MessageRecord, after: Afterthought): Partial<MessageRecord> | null {
  if (after.kind === 'delete') return message.deletion ? null : { deletion: { at: after.at } }
  return after.kind === 'edit' ? edited(message, after) : reacted(message, after)
}

function edited(
  message: MessageRecord,
  { text, at }: Extract<Afterthought, { kind: 'edit' }>,
): Partial<MessageRecord> | null {
  const had: Revision[] = message.revisions ?? [{ text: message.text, at: message.at }]
  if (had.some((one) => one.at.getTime() === at.getTime() && one.text === text)) return null
  const revisions = [...had, { text: text.slice(0, 100_000), at }]
    .sort((a, b) => a.at.getTime() - b.at.getTime() || (a.text < b.text ? -1 : 1))
    .slice(-20)
  return { revisions, text: revisions.at(-1)?.text ?? text }
}

function reacted(
  message: MessageRecord,
  { by, emoji, at }: Extract<Afterthought, { kind: 'reaction' }>,
): Partial<MessageRecord> | null {
  const who = `${by.type}:${by.scope}:${by.value}`
  const had = message.reactions ?? []
  const before = had.find((one) => one.by === who)
  if (before && before.at >= at) return null
  const reaction: Reaction = { by: who, emoji: (emoji ?? '').slice(0, 16), at }
  return { reactions: [...had.filter((one) => one.by !== who), reaction].slice(-50) }
}

/** The list shows a ticket's latest words as they are now. */
async function previewOf(
  message: MessageRecord,
  set: Partial<MessageRecord>,
  tx: Tx,
): Promise<Partial<TicketRecord>> {
  if (set.text === undefined && set.deletion === undefined) return {}
  const ticket = await Ticket.findById(message.ticket, { lastMessage: 1 }).session(tx).lean<TicketRecord>()
  const latest = await Message.findOne({ ticket: message.ticket }, { _id: 1 }).sort({ seq: -1 }).session(tx).lean<MessageRecord>()
  if (!ticket || !latest?._id.equals(message._id)) return {}
  const preview = set.deletion ? '' : (set.text ?? '').replace(/\s+/g, ' ').trim().slice(0, 140)
  return { lastMessage: { ...ticket.lastMessage, preview }, updatedAt: now() }
} // prettier-ignore
