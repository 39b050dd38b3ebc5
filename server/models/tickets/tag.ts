import { Forbidden, Invalid } from '../../lib/errors.js'
import { change } from '../../lib/mongo.js'
import type { Actor } from '../actor.js'
import type { NewEvent } from '../events.js'
import { may } from '../may.js'
import { isLegal } from './legal.js'
import type { TicketRecord } from './ticket.js'
import { writeTicket } from './write.js'

/**
 * Adds and removes tags (trimmed, at most 30 on a ticket). The tags for legal action are a manager's: it is the last
 * resort, against fraud and slander.
 * @throws Forbidden('legal_needs_manager'), Invalid('too_many_tags')
 */
export async function tag(
  ticket: TicketRecord,
  by: Actor,
  tags: { add?: string[]; remove?: string[] },
  seen?: number,
): Promise<TicketRecord> {
  const added = [...new Set((tags.add ?? []).map((name) => name.trim()).filter(Boolean))].filter(
    (name) => !ticket.tags.includes(name),
  )
  const removed = (tags.remove ?? []).filter((name) => ticket.tags.includes(name))
  if (ticket.tags.length + added.length - removed.length > 30)
    throw new Invalid('too_many_tags', { limit: 30 })
  if ([...added, ...removed].some(isLegal) && !may(by, 'flag_legal'))
    throw new Forbidden('legal_needs_manager')
  let result = ticket
  const event: NewEvent = { name: 'ticket.tagged', data: { added, removed } }
  // MongoDB refuses to add to and take from one array in one update, so a mixed change is two in one transaction.
  return change(async (tx) => {
    if (removed.length > 0)
      result = (
        await writeTicket(ticket._id, seen, { removeTags: removed }, added.length > 0 ? [] : [event], by, tx)
      ).ticket
    const version = removed.length > 0 ? undefined : seen
    if (added.length > 0)
      result = (await writeTicket(ticket._id, version, { addTags: added }, [event], by, tx)).ticket
    return result
  })
}
