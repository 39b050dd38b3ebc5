import type { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import type { Tx } from '../../lib/mongo.js'
import type { Secrets } from '../../lib/secrets.js'
import { ChannelAccountModel, type ChannelAccountRecord } from '../channel-accounts/channel-account.js'
import { Customer, Identity, type CustomerRecord, type IdentityRecord } from '../customers/customer.js'
import { withToken } from '../messages/letter.js'
import { newReference, queueLetter } from '../outbox/queue.js'
import { replyToken } from '../tickets/reply-token.js'
import type { TicketRecord } from '../tickets/ticket.js'
import type { ChatRecord } from './chat.js'

/** A mail as the views make it. */
export interface ChatMail {
  subject: string
  text: string
  html: string
}

export interface ChatLetter {
  chat: ChatRecord
  ticket: TicketRecord
  address: string
  mail: ChatMail
  /** Unique: one cause writes once. */
  cause: string
  /** The message in the thread that it delivers, where there is one. */
  message: Types.ObjectId | null
}

/** The mail account that writes for a chat: one of the ticket's team, else the first; null when there is none. */
export async function mailAccountFor(ticket: Pick<TicketRecord, 'team'>, tx?: Tx): Promise<ChannelAccountRecord | null> {
  const accounts = await ChannelAccountModel.find({ channel: 'email' })
    .session(tx ?? null)
    .sort({ channel: 1, key: 1 })
    .limit(200)
    .lean<ChannelAccountRecord[]>()
  const enabled = accounts.filter(({ enabled, addresses }) => enabled && addresses.length > 0)
  return enabled.find(({ team }) => team !== null && ticket.team?.equals(team)) ?? enabled[0] ?? null
} // prettier-ignore

/** Where mail reaches the visitor: what they gave or their shop signed, else what the customer they are known as has. */
export async function addressOf(chat: ChatRecord, ticket: TicketRecord, tx?: Tx): Promise<string | null> {
  if (chat.email) return chat.email.value
  if (!ticket.customer) return null
  const email = { customer: ticket.customer, type: 'email' as const }
  const identity = await Identity.findOne(email).session(tx ?? null).lean<IdentityRecord>()
  if (identity) return identity.value
  const customer = await Customer.findById(ticket.customer).session(tx ?? null).lean<CustomerRecord>()
  return customer?.claims?.find(({ type }) => type === 'email')?.value ?? null
} // prettier-ignore

/**
 * Puts a mail to a visitor into the outbox. Its answers come to the ticket's signed address and go on with the talk.
 * @returns its Message-ID
 */
export async function queueChatLetter(
  { chat, ticket, address, mail, cause, message }: ChatLetter,
  account: ChannelAccountRecord,
  secrets: Secrets,
  tx: Tx,
): Promise<string> {
  const reference = newReference(account)
  const before = chat.mailReference
  await queueLetter(
    {
      cause,
      ticket: ticket._id,
      message,
      reference,
      to: [{ address, name: chat.name }],
      fromName: account.name,
      ...mail,
      ...(before === null ? {} : { inReplyTo: before }),
      references: before === null ? [] : [before],
      replyTo: withToken(account, replyToken(ticket, secrets)),
      automatic: true,
      dueAt: now(),
    },
    account,
    tx,
  )
  return reference
}
