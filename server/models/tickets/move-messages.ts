import type { Types } from 'mongoose'
import type { Tx } from '../../lib/mongo.js'
import { now } from '../../lib/clock.js'
import type { Actor } from '../actor.js'
import { Attachment } from '../attachments/attachment.js'
import type { NewEvent } from '../events.js'
import { Message, type MessageRecord } from '../messages/message.js'
import { Outbox } from '../outbox/outbox.js'
import type { MovedMessage } from './merge-journal.js'
import type { LastMessage, TicketRecord } from './ticket.js'
import { writeTicket } from './write.js'

/** More than this are not moved at once: a change has to stay short. */
export const mostMoved = 1_000

type Numbered = Pick<TicketRecord, '_id' | 'number'>

/**
 * Puts messages into another ticket inside `tx`, with their files and letters. Each arrives with an event of its own and
 * takes that event's sequence number: so numbers stay unique, whoever asks for what came since sees it arrive, and a
 * reply that was written without having seen it is stopped. The thread shows it by its time.
 * @param before told in the same breath, ahead of the messages
 * @returns how each stood in the ticket that it left
 */
export async function moveMessages(
  messages: readonly MessageRecord[],
  { from, to, before = [] }: { from: Numbered; to: Numbered; before?: NewEvent[] },
  by: Actor,
  tx: Tx,
): Promise<MovedMessage[]> {
  const arrivals = messages.map((message) => movedEvent(message, from, to, true))
  const { ticket } = await writeTicket(to._id, undefined, {}, [...before, ...arrivals], by, tx)
  const first = ticket.seq - arrivals.length + 1
  const taken = await takenClientIds(messages, to, tx)
  const updates = messages.map((message, index) => ({
    updateOne: {
      filter: { _id: message._id },
      update: {
        $set: { ticket: to._id, seq: first + index, moved: { from: from.number, at: now() } },
        ...(taken.has(message.clientId ?? '') ? { $unset: { clientId: 1 as const } } : {}),
      },
    },
  }))
  if (updates.length > 0) await Message.bulkWrite(updates, { session: tx })
  await moveBelongings(messages, to._id, tx)
  return messages.map(({ _id, seq, clientId }) => ({
    ...{ id: _id, seq },
    ...(clientId !== undefined && taken.has(clientId) ? { clientId } : {}),
  }))
}

/** Files and letters go where their message is. */
export async function moveBelongings(
  messages: readonly Pick<MessageRecord, '_id'>[],
  ticket: Types.ObjectId,
  tx: Tx,
): Promise<void> {
  const ids = messages.map(({ _id }) => _id)
  await Attachment.updateMany({ message: { $in: ids } }, { $set: { ticket } }, { session: tx })
  await Outbox.updateMany({ message: { $in: ids } }, { $set: { ticket } }, { session: tx })
}

/** A message came into a ticket (`arrived`) or left it. */
export function movedEvent(
  { _id }: Pick<MessageRecord, '_id'>,
  from: Numbered,
  to: Numbered,
  arrived: boolean,
): NewEvent {
  const data = { messageId: _id.toHexString(), from: from.number, to: to.number, arrived }
  return { name: 'message.moved', data }
}

/**
 * What a ticket's messages say of it, told to the ticket inside `tx` after they came or went: how many there are, the
 * latest, and since when somebody waits.
 */
export async function restate(id: Types.ObjectId, isOpen: boolean, by: Actor, tx: Tx): Promise<TicketRecord> {
  const said = { ticket: id, retraction: { $exists: false } }
  const newest = { at: -1, _id: -1 } as const
  const [latest, count, inbound, answer] = [
    await Message.findOne(said).sort(newest).session(tx).lean<MessageRecord>(),
    await Message.countDocuments({ ticket: id }).session(tx),
    await Message.findOne({ ...said, kind: 'in' }).sort(newest).session(tx).lean<MessageRecord>(),
    await Message.findOne({ ...said, kind: 'reply' }).sort(newest).session(tx).lean<MessageRecord>(),
  ]
  const since = answer ? { at: { $gt: answer.at } } : {}
  const unanswered = await Message.findOne({ ...said, kind: 'in', 'auto.is': { $ne: true }, ...since })
    .sort({ at: 1, _id: 1 })
    .session(tx)
    .lean<MessageRecord>()
  const set: Partial<TicketRecord> = {
    messageCount: count,
    lastInboundAt: inbound?.createdAt ?? null,
    waitingSince: isOpen ? (unanswered?.createdAt ?? null) : null,
    ...(latest ? { lastMessage: lastOf(latest) } : {}),
  }
  return (await writeTicket(id, undefined, { set }, [], by, tx)).ticket
} // prettier-ignore

function lastOf(message: MessageRecord): LastMessage {
  const { kind, author, createdAt, text, deletion } = message
  const preview = deletion ? '' : text.replace(/\s+/g, ' ').trim().slice(0, 140)
  const direction = kind === 'in' ? 'in' : kind === 'note' ? 'internal' : 'out'
  return { at: createdAt, direction, author: author.name, preview }
}

async function takenClientIds(
  messages: readonly MessageRecord[],
  { _id }: Numbered,
  tx: Tx,
): Promise<Set<string>> {
  const ids = messages.flatMap(({ clientId }) => clientId ?? [])
  if (ids.length === 0) return new Set()
  const there = await Message.find({ ticket: _id, clientId: { $in: ids } }, { clientId: 1 })
    .session(tx)
    .lean<Pick<MessageRecord, 'clientId'>[]>()
  return new Set(there.map(({ clientId = '' }) => clientId))
}
