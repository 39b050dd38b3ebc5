import type { Types } from 'mongoose'
import { after, now, seconds } from '../../lib/clock.js'
import { Invalid } from '../../lib/errors.js'
import type { Tx } from '../../lib/mongo.js'
import type { Secrets } from '../../lib/secrets.js'
import type { UserActor } from '../actor.js'
import type { ChannelAccountRecord } from '../channel-accounts/channel-account.js'
import { newReference, queueLetter, type Letter } from '../outbox/queue.js'
import { replyToken } from '../tickets/reply-token.js'
import type { TicketRecord } from '../tickets/ticket.js'
import type { MessageEmail, MessageRecord } from './message.js'
import type { Writing } from './reply.js'
import { replyGround, type Heard, type ReplyRoute } from './routes.js'

export interface SendOptions {
  secrets: Secrets
  /** How long the letter waits in the outbox, so that it can be taken back. */
  undoSeconds: number
  /**
   * Asked before a reply is written, with the way it would go: what the channel does not take is refused by throwing.
   */
  allow?: (route: ReplyRoute, writing: Writing) => Promise<void>
}

export interface AgentLetter {
  ticket: TicketRecord
  /** The message it delivers. */
  message: Types.ObjectId
  by: UserActor
  text: string
  /** What the customer's side said, newest first, which it answers; empty for the first of a conversation. */
  heard: readonly Heard[]
  route: ReplyRoute
  template?: { id: string; variables: Record<string, string> }
}

/** What a letter makes of the message that it delivers. */
export type Addressed = Pick<
  MessageRecord,
  'channel' | 'account' | 'email' | 'delivery' | 'audience' | 'target' | 'externalThread'
>

/**
 * Puts an agent's words to the ticket's customer into the outbox and gives what that makes of their message. Chat needs
 * no outbox: what is stored is what the visitor sees.
 * @throws Invalid('recipient_opted_out') when they want nothing by this way and have not written by it since
 */
export async function queueAgentLetter(
  letter: AgentLetter,
  options: SendOptions,
  tx: Tx,
): Promise<Addressed> {
  const { route, ticket } = letter
  const { account, channel, address, audience, target, thread } = route
  if (route.blocked) throw new Invalid('recipient_opted_out', { number: ticket.number, address })
  const addressed: Addressed = {
    ...{ channel, account: account._id },
    ...(audience === 'public' ? { audience } : {}),
    ...(target === undefined ? {} : { target }),
    ...(thread === undefined ? {} : { externalThread: thread }),
  }
  if (channel === 'chat') return { ...addressed, delivery: { state: 'sent', at: now(), attempts: 0 } }
  const reference = newReference(account)
  const email = channel === 'email' ? mailSide(letter, reference) : null
  await queueLetter({ ...envelope(letter, reference, options), ...(email ? mailFields(email, letter, options) : elsewhere(letter)) }, account, tx) // prettier-ignore
  return { ...addressed, ...(email ? { email } : {}), delivery: { state: 'queued', at: now(), attempts: 0 } }
}

/**
 * The way of a conversation that we begin, from the ticket's own account.
 * @throws Invalid('no_recipient_address') when the customer cannot be reached from it
 */
export async function firstRoute(ticket: TicketRecord, tx: Tx): Promise<ReplyRoute> {
  const { routes } = await replyGround(ticket, tx)
  const route = routes.find(({ account }) => account._id.equals(ticket.account ?? ''))
  if (!route) throw new Invalid('no_recipient_address', { number: ticket.number })
  return route
}

/** Plus addressing (RFC 5233): `support@shop` becomes `support+token@shop`. */
export function withToken(account: Pick<ChannelAccountRecord, 'addresses'>, token: string): string {
  return (account.addresses[0] ?? '').replace('@', `+${token}@`)
}

function envelope(
  { ticket, message, by, text, route }: AgentLetter,
  reference: string,
  options: SendOptions,
) {
  return {
    cause: `reply:${message.toHexString()}`,
    ...{ ticket: ticket._id, message, reference, text },
    to: [{ address: route.address, name: ticket.customerName }],
    fromName: `${by.name} · ${route.account.name}`,
    subject: '',
    automatic: false,
    dueAt: after(seconds(options.undoSeconds)),
  }
}

function mailFields(email: MessageEmail, { route, ticket }: AgentLetter, options: SendOptions) {
  return {
    subject: email.subject,
    ...(email.inReplyTo ? { inReplyTo: email.inReplyTo } : {}),
    references: email.references,
    replyTo: withToken(route.account, replyToken(ticket, options.secrets)),
  }
}

function elsewhere({ route, template }: AgentLetter): Partial<Letter> {
  const { audience, target, thread, lastInboundAt } = route
  return {
    lastInboundAt,
    ...(audience === 'public' ? { audience } : {}),
    ...(target === undefined ? {} : { target }),
    ...(thread === undefined ? {} : { thread }),
    ...(template ? { template } : {}),
  }
}

/** In-Reply-To and References of an answer (RFC 5322 3.6.4): the parent's references, then the parent. */
function mailSide({ ticket, route, heard }: AgentLetter, reference: string): MessageEmail {
  const answered = heard.find(({ email }) => email !== undefined)?.email ?? null
  const parent = answered?.messageId ?? null
  const subject = answered?.subject || ticket.subject
  const tagged = subject.includes(`[#${ticket.number}]`) ? subject : `${subject} [#${ticket.number}]`
  return {
    messageId: reference,
    inReplyTo: parent,
    references: [...(answered?.references ?? []), ...(parent ? [parent] : [])].slice(-20),
    from: route.account.addresses[0] ?? '',
    to: [route.address],
    cc: [],
    subject: parent && !/^\s*(re|ynt)\s*:/i.test(tagged) ? `Re: ${tagged}` : tagged,
  }
}
