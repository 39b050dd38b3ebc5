import { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { Conflict, Invalid, NotFound } from '../../lib/errors.js'
import { change, isDuplicate, type Tx } from '../../lib/mongo.js'
import { actorRef, type UserActor } from '../actor.js'
import { attach } from '../attachments/index.js'
import type { NewEvent } from '../events.js'
import { Ticket, type TicketRecord } from '../tickets/ticket.js'
import { writeTicket, type TicketChange } from '../tickets/write.js'
import { lastInbound, messageByClientId, newerThan } from './find.js'
import { queueAgentLetter, type SendOptions } from './letter.js'
import { Message, type MessageRecord } from './message.js'

export interface Writing {
  kind: 'reply' | 'note'
  text: string
  /** The browser's own id of this message: sent twice, it is one message. */
  clientId: string
  /** The last sequence number the agent saw; newer visible messages stop the reply. Omitted: no check. */
  baseSeq?: number
  attachments?: Types.ObjectId[]
  then?: 'resolve' | 'pending'
}

export interface Written {
  message: MessageRecord
  ticket: TicketRecord
  /** True when this clientId had been written before. */
  repeated: boolean
}

/**
 * Writes an agent's reply or internal note. A reply is in the thread at once and in the outbox from the same change on,
 * due after the time in which it can be taken back.
 * @throws Conflict('newer_messages', { messages }) when the agent has not seen what came since baseSeq;
 *   Invalid('message_empty'), Invalid('no_recipient_address')
 */
export async function write(
  ticket: TicketRecord,
  by: UserActor,
  writing: Writing,
  options: SendOptions,
): Promise<Written> {
  if (writing.text.trim() === '' && (writing.attachments ?? []).length === 0)
    throw new Invalid('message_empty')
  const known = await messageByClientId(ticket._id, writing.clientId)
  if (known) return { message: known, ticket, repeated: true }
  try {
    return await change(async (tx) => writeOnce(await freshTicket(ticket._id, tx), by, writing, options, tx))
  } catch (error) {
    // Sent twice at once, the second finds its own twin newer than what its writer had seen.
    const mayBeTwin = isDuplicate(error, 'clientId') || isNewer(error)
    const twin = mayBeTwin ? await messageByClientId(ticket._id, writing.clientId) : null
    if (twin) return { message: twin, ticket, repeated: true }
    throw error
  }
}

async function writeOnce(
  ticket: TicketRecord,
  by: UserActor,
  writing: Writing,
  options: SendOptions,
  tx: Tx,
): Promise<Written> {
  if (writing.kind === 'reply' && writing.baseSeq !== undefined)
    await refuseWhenStale(ticket, writing.baseSeq, tx)
  const id = new Types.ObjectId()
  const written = await writeTicket(
    ticket._id,
    undefined,
    changeOf(ticket, by, writing),
    eventsOf(ticket, id, writing),
    by,
    tx,
  )
  // Two agents at once: the ticket's document serialises them, so the later one checks again on what it now sees.
  const place = { id, seq: written.ticket.seq, ticket: written.ticket }
  const message =
    writing.kind === 'note'
      ? noteRecord(place, by, writing)
      : await replyRecord(place, by, writing, options, tx)
  message.attachments = await attach(writing.attachments ?? [], { ticket: ticket._id, message: id, by }, tx)
  await Message.insertMany([message], { session: tx, lean: true })
  return { message, ticket: written.ticket, repeated: false }
}

/** The ticket as this change sees it, since the caller's copy may be older than another agent's click. */
async function freshTicket(id: Types.ObjectId, tx: Tx): Promise<TicketRecord> {
  const ticket = await Ticket.findById(id).session(tx).lean<TicketRecord>()
  if (!ticket) throw new NotFound('ticket_not_found')
  return ticket
}

function isNewer(error: unknown): boolean {
  return error instanceof Conflict && error.code === 'newer_messages'
}

async function refuseWhenStale(ticket: TicketRecord, baseSeq: number, tx: Tx): Promise<void> {
  const newer = await newerThan(ticket._id, baseSeq, tx)
  if (newer.length > 0) throw new Conflict('newer_messages', { messages: newer })
}

/** The message's own event is the last one, so the ticket's `seq` afterwards is the message's. */
function eventsOf(ticket: TicketRecord, id: Types.ObjectId, writing: Writing): NewEvent[] {
  const data = { messageId: id.toHexString(), clientId: writing.clientId }
  if (writing.kind === 'note') return [{ name: 'note.written', data }]
  const to = statusAfter(ticket, writing)
  const status: NewEvent[] =
    to === ticket.status
      ? []
      : to === 'resolved'
        ? [{ name: 'ticket.closed', data: { reason: 'resolved' } }]
        : [{ name: 'ticket.status_changed', data: { from: ticket.status, to } }]
  return [...status, { name: 'reply.written', data }]
}

function statusAfter(ticket: TicketRecord, writing: Writing): TicketRecord['status'] {
  if (writing.then === 'resolve') return 'resolved'
  if (writing.then === 'pending') return 'pending'
  return ticket.status === 'resolved' || ticket.status === 'closed' ? 'open' : ticket.status
}

function changeOf(ticket: TicketRecord, by: UserActor, writing: Writing): TicketChange {
  const at = now()
  const preview = writing.text.replace(/\s+/g, ' ').trim().slice(0, 140)
  const direction = writing.kind === 'note' ? 'internal' : 'out'
  const set: Partial<TicketRecord> = {
    lastMessage: { at, direction, author: by.name, preview },
    lastActivityAt: at,
  }
  if (writing.kind === 'note') return { set, inc: { messageCount: 1 } }
  const status = statusAfter(ticket, writing)
  Object.assign(set, { status, waitingSince: null })
  if (!ticket.firstRepliedAt) set.firstRepliedAt = at
  if (!ticket.assignee) set.assignee = new Types.ObjectId(by.id)
  if (status === 'resolved')
    Object.assign(set, { resolvedAt: at, closure: { by: actorRef(by), at, reason: 'resolved' } })
  return { set, unset: status === 'resolved' ? [] : ['closure', 'resolvedAt'], inc: { messageCount: 1 } }
}

interface Place {
  id: Types.ObjectId
  seq: number
  ticket: TicketRecord
}

function noteRecord(place: Place, by: UserActor, writing: Writing): MessageRecord {
  const at = now()
  return {
    _id: place.id,
    ticket: place.ticket._id,
    seq: place.seq,
    kind: writing.kind,
    channel: place.ticket.channel,
    account: place.ticket.account,
    clientId: writing.clientId,
    author: actorRef(by),
    text: writing.text,
    hasHtml: false,
    hasQuoted: false,
    attachments: [],
    at,
    createdAt: at,
  }
}

async function replyRecord(
  place: Place,
  by: UserActor,
  writing: Writing,
  options: SendOptions,
  tx: Tx,
): Promise<MessageRecord> {
  const { ticket, id: message } = place
  const answered = await lastInbound(ticket._id, tx)
  const mail = await queueAgentLetter({ ticket, message, by, text: writing.text, answered }, options, tx)
  return { ...noteRecord(place, by, writing), ...mail }
}
