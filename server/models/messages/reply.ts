import { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { Conflict, Invalid, NotFound } from '../../lib/errors.js'
import { change, isDuplicate, type Tx } from '../../lib/mongo.js'
import { actorRef, type UserActor } from '../actor.js'
import { attach } from '../attachments/index.js'
import { assertNotMerged } from '../tickets/merged.js'
import { Ticket, type TicketRecord } from '../tickets/ticket.js'
import { writeTicket } from '../tickets/write.js'
import { changeOf, eventsOf } from './effect.js'
import { messageByClientId, newerThan } from './find.js'
import { queueAgentLetter, type Addressed, type SendOptions } from './letter.js'
import { Message, type MessageRecord } from './message.js'
import { chooseRoute, replyGround, type ReplyGround, type ReplyRoute, type RouteChoice } from './routes.js'
import { keepWritten } from './written.js'

export interface Writing {
  kind: 'reply' | 'note'
  text: string
  /** The browser's own id of this message: sent twice, it is one message. */
  clientId: string
  /** The last sequence number the agent saw; newer visible messages stop the reply. Omitted: no check. */
  baseSeq?: number
  attachments?: Types.ObjectId[]
  then?: 'resolve' | 'pending'
  /** By which way a reply goes; without it by the one the customer wrote by last. */
  route?: RouteChoice
  /** An approved template whose words `text` is, for channels that take nothing else outside their window. */
  template?: { id: string; variables: Record<string, string> }
}

export interface Written {
  message: MessageRecord
  ticket: TicketRecord
  /** True when this clientId had been written before. */
  repeated: boolean
}

/** Each turn that is lost, somebody else has won: so many writers of one ticket at the same instant are enough. */
const mostTurns = 50

/**
 * Writes an agent's reply or internal note. A reply is in the thread at once and in the outbox from the same change on,
 * due after the time in which it can be taken back.
 * @param ticket as it was read; when it has changed since, it is read again
 * @throws Conflict('newer_messages', { messages }) when the agent has not seen what came since baseSeq;
 *   Conflict('version_conflict') when the ticket never held still; Conflict('ticket_merged') when the talk goes on elsewhere;
 *   Invalid('message_empty'), Invalid('no_recipient_address'), Invalid('reply_route_unknown'),
 *   Invalid('recipient_opted_out'), and what `options.allow` throws
 */
export async function write(
  ticket: TicketRecord,
  by: UserActor,
  writing: Writing,
  options: SendOptions,
): Promise<Written> {
  if (writing.text.trim() === '' && (writing.attachments ?? []).length === 0)
    throw new Invalid('message_empty')
  await assertNotMerged(ticket)
  let seen = ticket
  for (let turn = 1; turn <= mostTurns; turn++) {
    const written = await attempt(seen, by, writing, options)
    if (written) return written
    seen = await freshTicket(ticket._id)
  }
  throw new Conflict('version_conflict', { number: seen.number, version: seen.version })
}

/** Null when the ticket is no longer as it was seen. */
async function attempt(
  ticket: TicketRecord,
  by: UserActor,
  writing: Writing,
  options: SendOptions,
): Promise<Written | null> {
  const { twin, newer, reach } = await groundOf(ticket, writing)
  if (twin) return { message: twin, ticket, repeated: true }
  if (newer.length > 0) throw new Conflict('newer_messages', { messages: newer })
  const route = reach && chosen(ticket, reach, writing)
  if (route) await options.allow?.(route, writing)
  try {
    return await change((tx) =>
      writeOnce({ ticket, by, writing, route, heard: reach?.heard ?? [] }, options, tx),
    )
  } catch (error) {
    // Somebody was faster, perhaps this message's own twin: what was read before has to be read again.
    if (isOvertaken(error)) return null
    throw error
  }
}

/** @throws Invalid('no_recipient_address') when there is no way at all */
function chosen(ticket: TicketRecord, { routes }: ReplyGround, writing: Writing): ReplyRoute {
  const route = chooseRoute(routes, writing.route)
  if (!route) throw new Invalid('no_recipient_address', { number: ticket.number })
  return route
}

/** What a reply stands on. */
interface Ground {
  /** This very message, written before. */
  twin: MessageRecord | null
  newer: MessageRecord[]
  /** The ways to the customer; null for a note. */
  reach: ReplyGround | null
}

/**
 * Read before the change and all at once, so that the change is short: every message raises its ticket's version, so
 * what is read after the ticket is true as long as the change finds the ticket in the version that was seen.
 */
async function groundOf(ticket: TicketRecord, { kind, clientId, baseSeq }: Writing): Promise<Ground> {
  const isReply = kind === 'reply'
  const mayBeStale = isReply && baseSeq !== undefined && ticket.seq > baseSeq
  const [known, newer, reach] = await Promise.all([
    messageByClientId(ticket._id, clientId),
    mayBeStale ? newerThan(ticket._id, baseSeq) : [],
    isReply ? replyGround(ticket) : null,
  ])
  // Sent twice at once, a message may find its own twin among what is newer than its writer had seen.
  const twin = known ?? newer.find((message) => message.clientId === clientId) ?? null
  return { twin, newer, reach }
}

interface Draft extends Pick<ReplyGround, 'heard'> {
  ticket: TicketRecord
  by: UserActor
  writing: Writing
  /** Null for a note. */
  route: ReplyRoute | null
}

async function writeOnce(draft: Draft, options: SendOptions, tx: Tx): Promise<Written> {
  const { ticket, by, writing } = draft
  const id = new Types.ObjectId()
  const events = eventsOf(ticket, id, writing)
  const written = await writeTicket(ticket._id, ticket.version, changeOf(ticket, by, writing), events, by, tx)
  const message = noteRecord(written.ticket, id, by, writing)
  Object.assign(message, await addressed(draft, written.ticket, id, options, tx))
  message.attachments = await attach(writing.attachments ?? [], { ticket: ticket._id, message: id, by }, tx)
  await Message.insertMany([message], { session: tx, lean: true })
  keepWritten(written.events.at(-1), { ticket: written.ticket, message })
  return { message, ticket: written.ticket, repeated: false }
}

async function freshTicket(id: Types.ObjectId): Promise<TicketRecord> {
  const ticket = await Ticket.findById(id).lean<TicketRecord>()
  if (!ticket) throw new NotFound('ticket_not_found')
  return ticket
}

function isOvertaken(error: unknown): boolean {
  const isChanged = error instanceof Conflict && error.code === 'version_conflict'
  return isChanged || isDuplicate(error, 'clientId')
}

function noteRecord(
  ticket: TicketRecord,
  id: Types.ObjectId,
  by: UserActor,
  writing: Writing,
): MessageRecord {
  const at = now()
  return {
    _id: id,
    ticket: ticket._id,
    seq: ticket.seq,
    kind: writing.kind,
    channel: ticket.channel,
    account: ticket.account,
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

async function addressed(
  { by, writing, route, heard }: Draft,
  ticket: TicketRecord,
  message: Types.ObjectId,
  options: SendOptions,
  tx: Tx,
): Promise<Partial<Addressed>> {
  if (!route) return {}
  const { text, template } = writing
  const letter = { ticket, message, by, text, route, heard, ...(template ? { template } : {}) }
  return queueAgentLetter(letter, options, tx)
}
