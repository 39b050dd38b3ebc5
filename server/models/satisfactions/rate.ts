import { Types } from 'mongoose'
import { days, now, nowMs } from '../../lib/clock.js'
import { Conflict, Invalid } from '../../lib/errors.js'
import { change } from '../../lib/mongo.js'
import type { Actor } from '../actor.js'
import { isClosed, type TicketRecord } from '../tickets/ticket.js'
import { writeTicket } from '../tickets/write.js'
import { Satisfaction, type SatisfactionRecord } from './satisfaction.js'

/** How long a rating may be changed. */
export const ratingChangeable = days(7)

/** What was said of a ticket's handling; null before anything was. */
export async function ratingOf(ticket: Types.ObjectId): Promise<SatisfactionRecord | null> {
  return Satisfaction.findOne({ ticket }).lean<SatisfactionRecord>()
}

/** Until when a rating can be given or changed: null when it no longer can, or nothing is answered yet. */
export function ratableUntil(
  ticket: Pick<TicketRecord, 'status'>,
  rating: SatisfactionRecord | null,
): Date | 'open' | null {
  if (!rating?.answeredAt) return isClosed(ticket) ? 'open' : null
  const until = new Date(rating.answeredAt.getTime() + ratingChangeable)
  return until.getTime() > nowMs() ? until : null
}

/**
 * Takes what a customer thinks of how they were helped, 1 (bad) to 5 (good), once the complaint is answered; they may
 * change it for seven days. The same again changes nothing.
 * @throws Invalid('score_missing'), Conflict('rating_closed')
 */
export async function rateTicket(
  ticket: TicketRecord,
  { score, comment }: { score: number; comment: string },
  by: Actor,
): Promise<void> {
  if (!Number.isInteger(score) || score < 1 || score > 5) throw new Invalid('score_missing')
  await change(async (tx) => {
    const known = await Satisfaction.findOne({ ticket: ticket._id }).session(tx).lean<SatisfactionRecord>()
    if (ratableUntil(ticket, known) === null) throw new Conflict('rating_closed')
    const at = now()
    const said = { score, comment: comment.trim().slice(0, 4_000) }
    if (known?.score === said.score && known.comment === said.comment) return
    await Satisfaction.updateOne(
      { ticket: ticket._id },
      { $set: { ...said, answeredAt: known?.answeredAt ?? at }, $setOnInsert: { _id: new Types.ObjectId(), askedAt: at } },
      { upsert: true, session: tx },
    )
    await writeTicket(ticket._id, undefined, {}, [{ name: 'ticket.rated', data: { score } }], by, tx)
  })
} // prettier-ignore
