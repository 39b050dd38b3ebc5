import type { Types } from 'mongoose'
import { after, now, seconds } from '../../lib/clock.js'
import { Invalid } from '../../lib/errors.js'
import type { Tx } from '../../lib/mongo.js'
import type { Secrets } from '../../lib/secrets.js'
import type { UserActor } from '../actor.js'
import { accountById, type ChannelAccountRecord } from '../channel-accounts/index.js'
import { emailOf } from '../customers/index.js'
import { newReference, queueLetter } from '../outbox/queue.js'
import { replyToken } from '../tickets/reply-token.js'
import type { TicketRecord } from '../tickets/ticket.js'
import type { Delivery, MessageEmail, MessageRecord } from './message.js'

export interface SendOptions {
  secrets: Secrets
  /** How long the letter waits in the outbox, so that it can be taken back. */
  undoSeconds: number
}

/** Where an answer goes and from which account. */
export interface Recipient {
  address: string
  account: ChannelAccountRecord
}

export interface AgentLetter {
  ticket: TicketRecord
  /** The message it delivers. */
  message: Types.ObjectId
  by: UserActor
  text: string
  /** The customer's message it answers, or null for the first of a conversation. */
  answered: MessageRecord | null
  /** Where it goes, when that has been asked already; null is nowhere. */
  recipient?: Recipient | null
}

/** Where letters to the ticket's customer go, or null when no address is known. */
export async function recipientOf(
  ticket: Pick<TicketRecord, 'customer' | 'account'>,
  tx?: Tx,
): Promise<Recipient | null> {
  if (!ticket.customer || !ticket.account) return null
  const [address, account] = await Promise.all([emailOf(ticket.customer, tx), accountById(ticket.account)])
  return address === null ? null : { address, account }
}

/**
 * Puts an agent's words to the ticket's customer into the outbox and gives the mail side of their message.
 * @throws Invalid('no_recipient_address') when the customer has no address to write to
 */
export async function queueAgentLetter(
  { ticket, message, by, text, answered, ...known }: AgentLetter,
  options: SendOptions,
  tx: Tx,
): Promise<{ email: MessageEmail; delivery: Delivery }> {
  const recipient = known.recipient === undefined ? await recipientOf(ticket, tx) : known.recipient
  if (!recipient) throw new Invalid('no_recipient_address', { number: ticket.number })
  const { address, account } = recipient
  const reference = newReference(account)
  const email = mailSide(ticket, account, address, answered, reference)
  await queueLetter(
    {
      cause: `reply:${message.toHexString()}`,
      ticket: ticket._id,
      message,
      reference,
      to: [{ address, name: ticket.customerName }],
      fromName: `${by.name} · ${account.name}`,
      subject: email.subject,
      text,
      ...(email.inReplyTo ? { inReplyTo: email.inReplyTo } : {}),
      references: email.references,
      replyTo: withToken(account, replyToken(ticket, options.secrets)),
      automatic: false,
      dueAt: after(seconds(options.undoSeconds)),
    },
    account,
    tx,
  )
  return { email, delivery: { state: 'queued', at: now(), attempts: 0 } }
}

/** Plus addressing (RFC 5233): `support@shop` becomes `support+token@shop`. */
export function withToken(account: Pick<ChannelAccountRecord, 'addresses'>, token: string): string {
  return (account.addresses[0] ?? '').replace('@', `+${token}@`)
}

/** In-Reply-To and References of an answer (RFC 5322 3.6.4): the parent's references, then the parent. */
function mailSide(
  ticket: TicketRecord,
  account: ChannelAccountRecord,
  to: string,
  answered: MessageRecord | null,
  reference: string,
): MessageEmail {
  const parent = answered?.email?.messageId ?? null
  const subject = answered?.email?.subject || ticket.subject
  const tagged = subject.includes(`[#${ticket.number}]`) ? subject : `${subject} [#${ticket.number}]`
  return {
    messageId: reference,
    inReplyTo: parent,
    references: [...(answered?.email?.references ?? []), ...(parent ? [parent] : [])].slice(-20),
    from: account.addresses[0] ?? '',
    to: [to],
    cc: [],
    subject: parent && !/^\s*(re|ynt)\s*:/i.test(tagged) ? `Re: ${tagged}` : tagged,
  }
}
