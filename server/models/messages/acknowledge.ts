import { Types } from 'mongoose'
import { days, now, nowMs } from '../../lib/clock.js'
import { lowerAscii } from '../../lib/fold.js'
import { change, isDuplicate, type Tx } from '../../lib/mongo.js'
import type { Secrets } from '../../lib/secrets.js'
import { actorRef, system } from '../actor.js'
import { ChannelAccountModel, type ChannelAccountRecord } from '../channel-accounts/channel-account.js'
import { Identity, type IdentityRecord } from '../customers/customer.js'
import { Inbound, type InboundRecord } from '../intake/inbound.js'
import { newReference, queueLetter } from '../outbox/queue.js'
import { replyToken } from '../tickets/reply-token.js'
import type { TicketRecord } from '../tickets/ticket.js'
import { writeTicket } from '../tickets/write.js'
import { mayAcknowledge } from './acknowledgement.js'
import { Message, type MessageRecord } from './message.js'
import { withToken } from './letter.js'

export interface AcknowledgementMail {
  /** What stands in the thread: without the key to the customer's page, since others read it there. */
  shown: string
  subject: string
  text: string
  html: string
}

export interface Acknowledging {
  ticket: TicketRecord
  /** The customer's first message. */
  first: MessageRecord
  /** The mailbox that writes: the one written to, or for a form that of its team. */
  account: ChannelAccountRecord
  /** What causes it; one cause is answered once. */
  event: Types.ObjectId
  mail: AcknowledgementMail
  secrets: Secrets
}

/**
 * Why a first message gets no automatic answer, or null when it may have one (RFC 3834 section 2; a wrong answer starts
 * a loop, a missing one does not).
 */
export async function whyNotAcknowledged(
  ticket: TicketRecord,
  first: MessageRecord | null,
  account: ChannelAccountRecord,
): Promise<string | null> {
  if (!isAnswerable(ticket, first)) return 'no_address'
  if (account.settings['acknowledge'] === false) return 'switched_off'
  if (ticket.channel === 'email' && first.auto?.is !== false) return 'automatic_mail'
  if (ticket.spam) return 'spam'
  if (await isOldFile(first)) return 'old_mail'
  const plain = lowerAscii(first.authorAddress).replace(/\+[^@]*(?=@)/, '')
  const own = await ChannelAccountModel.exists({
    channel: 'email',
    addresses: { $in: [plain, first.authorAddress] },
  })
  return own ? 'own_address' : null
}

/** Other channels answer in their own place, or in none. */
function isAnswerable(ticket: TicketRecord, first: MessageRecord | null): first is MessageRecord & { authorAddress: string } {
  return (ticket.channel === 'email' || ticket.channel === 'form') && Boolean(first?.authorAddress)
} // prettier-ignore

/** Mail of past weeks is read in from files when a shop moves here: its writers wait for nothing. */
async function isOldFile(first: MessageRecord): Promise<boolean> {
  if (first.at.getTime() > nowMs() - days(3)) return false
  const inbound = await Inbound.findById(first.inbound, { transport: 1 }).lean<InboundRecord>()
  return inbound?.transport['via'] === 'file'
}

/**
 * Answers a new ticket's first message with its reference number: one message, one letter and one event in one change;
 * the ticket goes on waiting for a person.
 * @returns the letter's id, or null when this cause was answered before or the address has had its share of the day
 */
export async function acknowledge(it: Acknowledging): Promise<Types.ObjectId | null> {
  try {
    return await change((tx) => acknowledgeOnce(it, tx))
  } catch (error) {
    if (isDuplicate(error, 'cause')) return null
    throw error
  }
}

async function acknowledgeOnce(it: Acknowledging, tx: Tx): Promise<Types.ObjectId | null> {
  const { ticket, first, account } = it
  const { subject, text, html } = it.mail
  const address = first.authorAddress ?? ''
  if (!(await mayAcknowledge(address, await isProven(address, tx), tx))) return null
  const id = new Types.ObjectId()
  const message = messageOf(it, id, newReference(account))
  const events = [{ name: 'message.automatic' as const, data: { messageId: id.toHexString() } }]
  const written = await writeTicket(ticket._id, undefined, { inc: { messageCount: 1 } }, events, system, tx)
  await Message.insertMany([{ ...message, seq: written.ticket.seq }], { session: tx, lean: true })
  const letter = await queueLetter(
    {
      cause: `acknowledge:${it.event.toHexString()}`,
      ticket: ticket._id,
      message: id,
      reference: message.email.messageId,
      to: [{ address, name: first.author.name }],
      fromName: account.name,
      ...{ subject, text, html },
      ...(message.email.inReplyTo ? { inReplyTo: message.email.inReplyTo } : {}),
      references: message.email.references,
      replyTo: withToken(account, replyToken(ticket, it.secrets)),
      automatic: true,
      dueAt: now(),
    },
    account,
    tx,
  )
  return letter._id
}

async function isProven(address: string, tx: Tx): Promise<boolean> {
  const identity = await Identity.findOne({ type: 'email', scope: '', value: address })
    .session(tx)
    .lean<IdentityRecord>()
  return identity !== null && identity.proof !== 'none'
}

function messageOf({ ticket, first, account, mail }: Acknowledging, id: Types.ObjectId, messageId: string) {
  const at = now()
  const parent = first.email?.messageId ?? null
  return {
    _id: id,
    ticket: ticket._id,
    kind: 'auto' as const,
    channel: account.channel,
    account: account._id,
    author: actorRef(system),
    text: mail.shown,
    hasHtml: false,
    hasQuoted: false,
    attachments: [],
    email: {
      messageId,
      inReplyTo: parent,
      references: [...(first.email?.references ?? []), ...(parent ? [parent] : [])].slice(-20),
      from: account.addresses[0] ?? '',
      to: [first.authorAddress ?? ''],
      cc: [],
      subject: mail.subject,
    },
    delivery: { state: 'queued' as const, at, attempts: 0 },
    at,
    createdAt: at,
  }
}
