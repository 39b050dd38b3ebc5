import { Types } from 'mongoose'
import { after, days, minutes, now } from '../../lib/clock.js'
import { Invalid } from '../../lib/errors.js'
import { change, isDuplicate, type Tx } from '../../lib/mongo.js'
import { actorRef, type ActorRef, type UserActor } from '../actor.js'
import { survivor } from '../customers/find.js'
import type { NewEvent } from '../events.js'
import type { CallFacts } from '../intake/message-shapes.js'
import { Ticket, type TicketRecord } from '../tickets/ticket.js'
import { writeTicket, type TicketChange } from '../tickets/write.js'
import { messageByClientId } from './find.js'
import { Message, type MessageRecord } from './message.js'

/** A call or a visit as somebody writes it down afterwards. */
export interface CallNote {
  call: CallFacts
  /** What was said; may be empty only where nobody was spoken with. */
  text: string
  /** When it was; not in the future. */
  at: Date
  /** The browser's own id of this note: sent twice, it is one message. */
  clientId: string
  /** The customer's number, in E.164. */
  number?: string
}

export interface CallLogged {
  message: MessageRecord
  ticket: TicketRecord
  /** True when this clientId had been written before. */
  repeated: boolean
}

/** A call of an older day is an old story and no message of this conversation. */
const oldest = days(366)

/**
 * Writes a call or a visit into its ticket: who called us said something, whom we called heard something; nothing is
 * sent. Speaking with the customer answers them. A call that nobody took leaves who called waiting, in a ticket that is
 * open again.
 * @throws Invalid('message_empty') for a talk without words, Invalid('call_time_invalid'),
 *   Invalid('call_length_invalid'), Invalid('call_outcome_invalid')
 */
export async function logCall(ticket: TicketRecord, by: UserActor, note: CallNote): Promise<CallLogged> {
  checkCall(note)
  try {
    return await change((tx) => logOnce(ticket._id, by, note, tx))
  } catch (error) {
    if (!isDuplicate(error, 'clientId')) throw error
    const message = await messageByClientId(ticket._id, note.clientId)
    if (!message) throw error
    return { message, ticket, repeated: true }
  }
}

/** @throws as logCall */
export function checkCall({ call, text, at }: Omit<CallNote, 'clientId'>): void {
  if (call.medium === 'visit' && call.outcome !== 'reached' && call.outcome !== 'no_answer')
    throw new Invalid('call_outcome_invalid', { outcome: call.outcome })
  if (text.trim() === '' && isTalk(call)) throw new Invalid('message_empty')
  if (at > after(minutes(5)) || at < after(-oldest)) throw new Invalid('call_time_invalid')
  const { seconds } = call
  if (seconds !== null && !(Number.isInteger(seconds) && seconds >= 0 && seconds <= 86_400))
    throw new Invalid('call_length_invalid')
}

/** Whether somebody spoke with the customer. */
export function isTalk({ outcome }: CallFacts): boolean {
  return outcome === 'reached' || outcome === 'promised_callback'
}

/** The message of a call; `seq` is its ticket's after the call's event. */
export function callMessage(
  note: CallNote,
  place: { id: Types.ObjectId; ticket: Types.ObjectId; seq: number; author: ActorRef },
): MessageRecord {
  const { call, text, at, clientId, number } = note
  const { id, ...where } = place
  return {
    _id: id,
    ...where,
    kind: call.direction === 'in' ? 'in' : 'reply',
    channel: 'phone',
    account: null,
    clientId,
    ...(number === undefined ? {} : { authorAddress: number }),
    text: text.trim(),
    hasHtml: false,
    hasQuoted: false,
    attachments: [],
    call,
    at,
    createdAt: now(),
  }
}

async function logOnce(id: Types.ObjectId, by: UserActor, note: CallNote, tx: Tx): Promise<CallLogged> {
  const seen = await Ticket.findById(id).session(tx).lean<TicketRecord>()
  const messageId = new Types.ObjectId()
  const author = await authorOf(seen, by, note, tx)
  const { todo, before } = effectOf(seen, by, author, note)
  const events: NewEvent[] = [
    ...before,
    { name: 'call.logged', data: { messageId: messageId.toHexString() } },
  ]
  const { ticket } = await writeTicket(id, seen?.version, todo, events, by, tx)
  const message = callMessage(note, { id: messageId, ticket: id, seq: ticket.seq, author })
  await Message.insertMany([message], { session: tx, lean: true })
  return { message, ticket, repeated: false }
}

/** Who called us is the customer, whoever wrote it down. */
async function authorOf(ticket: TicketRecord | null, by: UserActor, { call }: CallNote, tx: Tx): Promise<ActorRef> {
  if (call.direction === 'out') return actorRef(by)
  const customer = ticket?.customer ? await survivor(ticket.customer, tx) : null
  const name = customer?.name || (ticket?.customerName ?? '')
  return { kind: 'customer', id: customer?._id.toHexString() ?? null, name }
} // prettier-ignore

function effectOf(
  ticket: TicketRecord | null,
  by: UserActor,
  author: ActorRef,
  { call, text, at }: CallNote,
): { todo: TicketChange; before: NewEvent[] } {
  const preview = text.replace(/\s+/g, ' ').trim().slice(0, 140)
  const isIn = call.direction === 'in'
  const set: Partial<TicketRecord> = {
    lastMessage: { at: now(), direction: isIn ? 'in' : 'out', author: author.name, preview },
    lastActivityAt: now(),
    ...(isIn ? { lastInboundAt: at } : {}),
  }
  if (call.outcome === 'reached') {
    Object.assign(set, { waitingSince: null, ...(ticket?.firstRepliedAt ? {} : { firstRepliedAt: now() }) })
    if (!ticket?.assignee) set.assignee = new Types.ObjectId(by.id)
    return { todo: { set, inc: { messageCount: 1 } }, before: [] }
  }
  return isIn ? waiting(ticket, set, at) : { todo: { set, inc: { messageCount: 1 } }, before: [] }
}

/** A customer who called and waits for us, as if they had written. */
function waiting(ticket: TicketRecord | null, set: Partial<TicketRecord>, at: Date): { todo: TicketChange; before: NewEvent[] } {
  set.waitingSince = ticket?.waitingSince ?? at
  if (!ticket || ticket.status === 'open') return { todo: { set, inc: { messageCount: 1 } }, before: [] }
  set.status = 'open'
  const { status: from } = ticket
  const isAnswered = from === 'resolved' || from === 'closed'
  const event: NewEvent = isAnswered
    ? { name: 'ticket.reopened', data: { by: 'customer', from } }
    : { name: 'ticket.status_changed', data: { from, to: 'open' } }
  return { todo: { set, unset: ['snoozedUntil', 'closure', 'resolvedAt'], inc: { messageCount: 1 } }, before: [event] }
} // prettier-ignore
