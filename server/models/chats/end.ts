import { now } from '../../lib/clock.js'
import { Conflict } from '../../lib/errors.js'
import { change, isDuplicate } from '../../lib/mongo.js'
import type { OutsideActor } from '../actor.js'
import { Satisfaction, type SatisfactionRecord } from '../satisfactions/index.js'
import type { TicketRecord } from '../tickets/ticket.js'
import { writeTicket } from '../tickets/write.js'
import { Chat, type ChatRecord } from './chat.js'
import type { Reader } from './conversation.js'
import { Types } from 'mongoose'

/** The visitor as the one who does something with their ticket. */
export function visitorActor(chat: Pick<ChatRecord, '_id' | 'name'>, ticket: TicketRecord | null): OutsideActor {
  return { kind: 'visitor', id: chat._id, name: chat.name, tickets: ticket ? [ticket._id.toHexString()] : [] }
} // prettier-ignore

/**
 * The visitor leaves the talk; the complaint itself goes on, and the next message takes the talk up again.
 * @returns false when it had ended
 */
export async function end({ chat, ticket }: Reader): Promise<boolean> {
  return change(async (tx) => {
    const ended = await Chat.updateOne({ _id: chat._id, endedAt: null }, { $set: { endedAt: now() } }, { session: tx })
    if (ended.modifiedCount === 0) return false
    const event = { name: 'chat.ended', data: { by: 'customer' } } as const
    await writeTicket(ticket._id, undefined, {}, [event], visitorActor(chat, ticket), tx)
    return true
  })
} // prettier-ignore

/**
 * What the visitor thinks of how they were helped: 1 to 5, once for a ticket.
 * @throws Conflict('already_rated')
 */
export async function rate({ chat, ticket }: Reader, score: number, comment: string): Promise<void> {
  try {
    await change(async (tx) => {
      const known = await Satisfaction.findOne({ ticket: ticket._id }).session(tx).lean<SatisfactionRecord>()
      if (known && known.answeredAt !== null) throw new Conflict('already_rated')
      const at = now()
      const $set = { score, comment: comment.slice(0, 4_000), answeredAt: at }
      const $setOnInsert = { _id: new Types.ObjectId(), askedAt: at }
      await Satisfaction.updateOne(
        { ticket: ticket._id },
        { $set, $setOnInsert },
        { upsert: true, session: tx },
      )
      const event = { name: 'ticket.rated', data: { score } } as const
      await writeTicket(ticket._id, undefined, {}, [event], visitorActor(chat, ticket), tx)
    })
  } catch (error) {
    // Two ratings at the same instant: one of them counts.
    if (isDuplicate(error)) throw new Conflict('already_rated', {}, { cause: error })
    throw error
  }
}
