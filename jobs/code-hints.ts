import { Types } from 'mongoose'
import { ticketsWithCodes } from '../server/models/customers/code.js'
import type { DomainEvent } from '../server/models/event.js'
import type { Hint } from './reactions.js'

/**
 * Messages that may tell a one-time code: those of the ticket's own person, while a code is on its way. A mail is none of
 * them: who answers the very mail that brings the code would need no code.
 */
export async function codeHints(events: readonly DomainEvent[]): Promise<Hint[]> {
  const said = events.flatMap((event) => {
    if (event.name !== 'message.received') return []
    const { channel, stranger, auto, messageId } = event.data
    return channel === 'email' || stranger || auto ? [] : [{ event, messageId }]
  })
  if (said.length === 0) return []
  const waiting = new Set((await ticketsWithCodes(said.map(({ event }) => event.ticket))).map(String))
  return said
    .filter(({ event }) => waiting.has(new Types.ObjectId(event.ticket).toHexString()))
    .map(({ event, messageId }) => {
      const id = event._id.toHexString()
      return { event: id, name: 'confirm-code', data: { messageId }, options: { id: `${id}:confirm-code` } }
    })
}
