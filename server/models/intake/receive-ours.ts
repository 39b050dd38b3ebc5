import { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { change, type Tx } from '../../lib/mongo.js'
import type { Actor } from '../actor.js'
import { knownCustomers } from '../customers/index.js'
import type { NewEvent } from '../events.js'
import { Message, type MessageRecord } from '../messages/message.js'
import type { TicketRecord } from '../tickets/ticket.js'
import { writeTicket } from '../tickets/write.js'
import type { InboundOutcome } from './inbound.js'
import { matterOf, personOf } from './opening.js'
import { finish, outcomeOf } from './outcomes.js'
import type { PreparedMessage } from './prepare.js'
import type { Item } from './receive.js'
import { continuedBy, thread } from './thread.js'

/**
 * Words of the shop's own side that came by a channel: typed in another tool (an echo), or said by the shop's bot. They
 * join the customer's conversation as such and never become the customer's words; without a conversation they are
 * nobody's business here.
 */
export async function receiveOurs(item: Item): Promise<InboundOutcome> {
  const { inbound, last } = item.reception
  return change(async (tx) => {
    const found = await conversationOf(item, tx)
    if (!found) {
      const nothing = outcomeOf('ignored', 'no_conversation')
      await finish(inbound._id, [nothing], last, tx)
      return nothing
    }
    const id = new Types.ObjectId()
    const ticket = await note(found, item, id, tx)
    await Message.insertMany([record(item, ticket, id)], { session: tx, lean: true })
    const outcome = outcomeOf('stored', item.prepared.message.by === 'bot' ? 'bot' : 'echo', ticket, id)
    await finish(inbound._id, [outcome], last, tx)
    return outcome
  })
}

async function conversationOf({ prepared, reception }: Item, tx: Tx): Promise<TicketRecord | null> {
  const { account, keys, secrets } = reception
  const place = { channel: account.channel, account: account._id }
  const named = await thread(keys, prepared.message.sender, place, secrets, tx)
  if (named.ticket) return named.ticket
  const [author] = (await knownCustomers([personOf(prepared)], tx)).values()
  if (!author) return null
  const matter = { ...matterOf(prepared, account, author, 'customer'), orderNumbers: [], order: null }
  const on = await continuedBy(author._id, matter, tx)
  return on && on.because.length === 0 ? on.ticket : null
}

async function note(
  ticket: TicketRecord,
  { prepared }: Item,
  id: Types.ObjectId,
  tx: Tx,
): Promise<TicketRecord> {
  const by = authorOf(prepared)
  const at = now()
  const preview = prepared.normal.text.replace(/\s+/g, ' ').trim().slice(0, 140)
  const set: Partial<TicketRecord> = { lastMessage: { at, direction: 'out', author: by.name, preview }, lastActivityAt: at }
  // A person answered elsewhere; a bot's words let the customer wait for one.
  const isHeard = by.kind !== 'bot' && (prepared.message.call?.outcome ?? 'reached') === 'reached'
  if (isHeard) Object.assign(set, { waitingSince: null, ...(ticket.firstRepliedAt ? {} : { firstRepliedAt: at }) })
  const messageId = id.toHexString()
  const event: NewEvent =
    by.kind === 'bot'
      ? { name: 'message.automatic', data: { messageId } }
      : prepared.message.call
        ? { name: 'call.logged', data: { messageId } }
        : { name: 'reply.echoed', data: { messageId, channel: prepared.message.channel } }
  const written = await writeTicket(ticket._id, undefined, { set, inc: { messageCount: 1 } }, [event], by, tx)
  return written.ticket
} // prettier-ignore

function authorOf({ message, normal }: PreparedMessage): Actor {
  const name = normal.senderName || message.channel
  if (message.by === 'bot') return { kind: 'bot', id: '', name, tickets: [] }
  return { kind: 'system', id: null, name }
}

function record({ prepared, reception }: Item, ticket: TicketRecord, id: Types.ObjectId): MessageRecord {
  const { message, normal } = prepared
  const by = authorOf(prepared)
  return {
    _id: id,
    ticket: ticket._id,
    seq: ticket.seq,
    kind: message.by === 'bot' ? 'auto' : 'reply',
    channel: message.channel,
    account: reception.account._id,
    externalId: message.externalId,
    author: { kind: by.kind, id: null, name: by.name },
    text: normal.text,
    hasHtml: false,
    hasQuoted: false,
    attachments: [],
    ...(message.audience === 'public' ? { audience: 'public' as const } : {}),
    ...(message.externalThreadId ? { externalThread: message.externalThreadId } : {}),
    // a call is no letter: nothing of it was delivered
    ...(message.call ? { call: message.call } : { delivery: { state: 'sent', at: normal.at, attempts: 0 } }),
    inbound: reception.inbound._id,
    at: normal.at,
    createdAt: now(),
  }
}
