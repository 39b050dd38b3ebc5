import { Types } from 'mongoose'
import { hours, now, nowMs } from '../../lib/clock.js'
import { change, isDuplicate, type Tx } from '../../lib/mongo.js'
import type { Secrets } from '../../lib/secrets.js'
import { actorRef, system } from '../actor.js'
import { mayAcknowledge } from '../messages/acknowledgement.js'
import { Message, type MessageRecord } from '../messages/message.js'
import { Ticket, type TicketRecord } from '../tickets/ticket.js'
import { writeTicket } from '../tickets/write.js'
import { Chat, type ChatRecord } from './chat.js'
import { addressOf, mailAccountFor, queueChatLetter, type ChatMail } from './letters.js'

/** Several messages left while nobody is there are answered once. */
const acknowledgeEvery = hours(24)

export interface OfflineAnswer {
  /**
   * Makes the mail and what the thread shows of it, which names no key to the ticket's page, since others read it; pure,
   * because a change may run twice.
   */
  compose: (chat: ChatRecord, ticket: TicketRecord) => { mail: ChatMail; shown: string }
  secrets: Secrets
}

/**
 * Answers, by mail and in the thread, a message that a visitor left while nobody was there. Safe to run twice.
 * @returns false when nothing was to be answered: it came in open hours, was answered, or no address is known
 */
export async function acknowledgeOffline(said: MessageRecord, answer: OfflineAnswer): Promise<boolean> {
  try {
    return await change((tx) => acknowledgeOnce(said, answer, tx))
  } catch (error) {
    if (isDuplicate(error, 'cause')) return false
    throw error
  }
}

async function acknowledgeOnce(said: MessageRecord, { compose, secrets }: OfflineAnswer, tx: Tx): Promise<boolean> {
  const chat = await Chat.findById(said.authorIdentity?.value ?? '').session(tx).lean<ChatRecord>()
  if (!chat?.offline) return false
  const isRecent = chat.acknowledgedAt !== null && nowMs() - chat.acknowledgedAt.getTime() < acknowledgeEvery
  const ticket = await Ticket.findById(said.ticket).session(tx).lean<TicketRecord>()
  const address = ticket && (await addressOf(chat, ticket, tx))
  const account = ticket && (await mailAccountFor(ticket, tx))
  if (isRecent || !ticket || !address || !account) return false
  if (!(await mayAcknowledge(address, chat.email?.proof === 'signed', tx))) return false
  const { mail, shown } = compose(chat, ticket)
  const id = new Types.ObjectId()
  const cause = `chat-offline:${said._id.toHexString()}`
  const letter = { chat, ticket, address, mail, cause, message: id }
  const mailReference = await queueChatLetter(letter, account, secrets, tx)
  const event = { name: 'message.automatic', data: { messageId: id.toHexString() } } as const
  const written = await writeTicket(ticket._id, undefined, { inc: { messageCount: 1 } }, [event], system, tx)
  const message = { ...words(ticket, id, shown), account: account._id, seq: written.ticket.seq }
  await Message.insertMany([message], { session: tx, lean: true })
  const set = { acknowledgedAt: now(), offline: null, mailReference }
  await Chat.updateOne({ _id: chat._id }, { $set: set }, { session: tx })
  return true
} // prettier-ignore

function words(ticket: TicketRecord, id: Types.ObjectId, text: string): Omit<MessageRecord, 'account' | 'seq'> {
  const at = now()
  return {
    _id: id,
    ticket: ticket._id,
    kind: 'auto',
    channel: 'email',
    author: actorRef(system),
    text,
    hasHtml: false,
    hasQuoted: false,
    attachments: [],
    delivery: { state: 'queued', at, attempts: 0 },
    at,
    createdAt: at,
  }
} // prettier-ignore
