import { Types } from 'mongoose'
import type { IntakeContext } from '../../../jobs/context.js'
import { nowMs, travel } from '../../lib/clock.js'
import type { UserActor } from '../../models/actor.js'
import * as messages from '../../models/messages/index.js'
import { claimLetter, letterOfMessage, settleLetter } from '../../models/outbox/index.js'
import * as tickets from '../../models/tickets/index.js'
import type { TicketRecord } from '../../models/tickets/index.js'
import type { Accounts } from './accounts.js'
import type { Deed, Person } from './complaint.js'

export interface Shop {
  context: IntakeContext
  accounts: Accounts
  people: Record<Person, UserActor>
}

/** The clock of this process goes to `at` for the while, so that everything written carries the time it tells of. */
export async function inThePast<T>(at: Date, body: () => Promise<T>): Promise<T> {
  const distance = at.getTime() - nowMs()
  travel(distance)
  try {
    return await body()
  } finally {
    travel(-distance)
  }
}

/**
 * What a colleague does in a ticket. Told twice it is done once.
 * @param id fixed name of what is written
 */
export async function takeStep(step: Deed, id: string, number: number, shop: Shop): Promise<void> {
  const ticket = await tickets.byNumber(number, shop.people.admin)
  if (step.do === 'assign') {
    if (!ticket.assignee)
      await tickets.assign(ticket, shop.people.manager, new Types.ObjectId(shop.people[step.to].id))
  } else if (step.do === 'tag') await tickets.tag(ticket, shop.people[step.by], { add: step.tags })
  else await write(step, id, ticket, shop)
}

async function write(
  step: Extract<Deed, { do: 'reply' | 'note' }>,
  id: string,
  ticket: TicketRecord,
  { people, context }: Shop,
): Promise<void> {
  const then = step.do === 'reply' ? step.then : undefined
  const writing = { kind: step.do, text: step.text, clientId: id, ...(then ? { then } : {}) }
  const written = await messages.write(ticket, people[step.by], writing, {
    secrets: context.secrets,
    undoSeconds: 0,
  })
  const { channel, _id } = written.message
  if (step.do === 'note' || written.repeated || channel === 'chat') return
  // the shop's customers do not exist: their letters are history and are never handed to anybody
  const claimed = await claimLetter((await letterOfMessage(_id))._id, 'demo')
  if (claimed) await settleLetter(claimed, { outcome: 'sent', externalIds: channel === 'email' ? [] : [id] })
}
