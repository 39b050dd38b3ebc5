import type { Types } from 'mongoose'
import { hours, now, nowMs } from '../../lib/clock.js'
import { lowerAscii } from '../../lib/fold.js'
import { sha256 } from '../../lib/ids.js'
import { change, isDuplicate, type Tx } from '../../lib/mongo.js'
import type { Secrets } from '../../lib/secrets.js'
import type { ChannelAccountRecord } from '../channel-accounts/channel-account.js'
import { mailAccountFor } from '../chats/letters.js'
import { Customer, Identity, type CustomerRecord, type IdentityRecord } from '../customers/customer.js'
import { withToken } from '../messages/letter.js'
import { newReference, queueLetter } from '../outbox/queue.js'
import { replyToken } from './reply-token.js'
import { Ticket, type TicketRecord } from './ticket.js'

export interface StatusLinkMail {
  subject: string
  text: string
  html: string
}

/** Makes the mail that carries the link; pure. */
export type ComposeStatusLink = (ticket: TicketRecord, account: ChannelAccountRecord) => StatusLinkMail

/** An address gets the link to one ticket this often, however often it is asked for. */
const linkEvery = hours(1)

/**
 * Mails the link of a ticket to an address, if this is an address of its customer; else it does nothing.
 * Who asks must not be able to tell which, so neither is thrown or returned.
 */
export async function mailStatusLink(
  { number, email }: { number: number; email: string },
  compose: ComposeStatusLink,
  secrets: Secrets,
): Promise<void> {
  const address = lowerAscii(email.trim())
  const ticket = await Ticket.findOne({ number }).lean<TicketRecord>()
  const name = ticket?.customer ? await nameBehind(ticket.customer, address) : null
  const account = ticket && (await mailAccountFor(ticket))
  if (!ticket || name === null || !account) return
  try {
    await change((tx) => queue({ ticket, address, name, account }, compose(ticket, account), secrets, tx))
  } catch (error) {
    // It was asked for a moment ago and is on its way.
    if (!isDuplicate(error, 'cause')) throw error
  }
}

/** The name of the customer whose address this is; null when it is not theirs. */
async function nameBehind(id: Types.ObjectId, address: string): Promise<string | null> {
  const customer = await Customer.findById(id).lean<CustomerRecord>()
  const identity = await Identity.findOne({ type: 'email', scope: '', value: address }).lean<IdentityRecord>()
  const owner = customer?.mergedInto ?? id
  const claimed = customer?.claims?.some(({ type, value }) => type === 'email' && value === address) === true
  const proved = identity !== null && (identity.customer.equals(id) || identity.customer.equals(owner))
  return claimed || proved ? (customer?.name ?? '') : null
}

interface Sending {
  ticket: TicketRecord
  address: string
  name: string
  account: ChannelAccountRecord
}

async function queue({ ticket, address, name, account }: Sending, mail: StatusLinkMail, secrets: Secrets, tx: Tx): Promise<void> {
  const span = Math.floor(nowMs() / linkEvery)
  await queueLetter(
    {
      cause: `status-link:${ticket._id.toHexString()}:${sha256(address).slice(0, 16)}:${span}`,
      ticket: ticket._id,
      message: null,
      reference: newReference(account),
      to: [{ address, name }],
      fromName: account.name,
      ...mail,
      replyTo: withToken(account, replyToken(ticket, secrets)),
      automatic: true,
      dueAt: now(),
    },
    account,
    tx,
  )
} // prettier-ignore
