import type { Types } from 'mongoose'
import type { NormalisedEvent } from '../../channels/channel.js'
import { outcomeOf, type InboundOutcome } from '../../server/models/intake/index.js'
import type { BounceReport } from '../../server/models/intake/message-shapes.js'
import { applyReceipt, reportOnLetter, type OutboxRecord } from '../../server/models/outbox/index.js'
import { Ticket, type TicketRecord } from '../../server/models/tickets/ticket.js'

type Receipt = Extract<NormalisedEvent, { kind: 'receipt' }>

/**
 * A bounce (RFC 3464) belongs to the mail of ours whose Message-ID it returns. Only `failed` fails that mail; a delay is
 * noted on it. One that names no mail of ours, forged or not, changes nothing.
 */
export async function takeBounce(bounce: BounceReport, text: string): Promise<InboundOutcome> {
  const { action, status, recipients, originalMessageId } = bounce
  const detail = [recipients.join(', '), firstLines(text)].filter(Boolean).join(': ')
  const state = action === 'failed' ? 'failed' : 'delayed'
  const letter =
    originalMessageId && (await reportOnLetter(originalMessageId, { state, code: status ?? state, detail }))
  return letter ? reported(letter, `bounce_${state}`) : outcomeOf('ignored', 'bounce_of_unknown_message')
}

/**
 * Receipts of a provider for messages of this account; the last letter found stands for all in the outcome. What names
 * a message that is not known yet waits for it.
 */
export async function takeReceipts(
  { items, by }: Receipt,
  account: { _id: Types.ObjectId },
): Promise<InboundOutcome> {
  let outcome = outcomeOf('ignored', 'receipt_of_unknown_message')
  for (const item of items) {
    const letter = await applyReceipt(item, { account: account._id, ...(by ? { by } : {}) })
    if (letter) outcome = await reported(letter, item.state)
  }
  return outcome
}

async function reported(letter: OutboxRecord, reason: string): Promise<InboundOutcome> {
  const ticket = letter.ticket
    ? await Ticket.findById(letter.ticket, { number: 1 }).lean<Pick<TicketRecord, '_id' | 'number'>>()
    : null
  return outcomeOf('receipt', reason, ticket, letter.message)
}

function firstLines(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 200)
}
