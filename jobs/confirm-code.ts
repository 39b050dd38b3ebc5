import { Types } from 'mongoose'
import { AppError } from '../server/lib/errors.js'
import type { OutsideActor } from '../server/models/actor.js'
import { codeOfTicket, confirmCode } from '../server/models/customers/code.js'
import { Message, type MessageRecord } from '../server/models/messages/index.js'
import type { JobContext } from './context.js'

/** Six digits and nothing else, as people write them. */
const sixDigits = /^\s*(?:\d[\s-]?){6}$/

/**
 * Takes a one-time code that a customer wrote in their conversation. One message is one try, however often this runs;
 * a code that is not right is told by the tries that are left, on the customer's card.
 */
export async function confirmToldCode(
  { messageId }: { messageId: string },
  { secrets, log }: JobContext,
): Promise<void> {
  const message = await Message.findById(new Types.ObjectId(messageId)).lean<MessageRecord>()
  if (!message || message.stranger || !sixDigits.test(message.text)) return
  const code = await codeOfTicket(message.ticket)
  if (!code) return
  const { id, name } = message.author
  const by: OutsideActor = { kind: 'customer', id: id ?? '', name, tickets: [message.ticket.toHexString()] }
  try {
    await confirmCode(code.customer, message.text, by, secrets, messageId)
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error
    log.info('told code not taken', { messageId, reason: error.code })
  }
}
