import type { Types } from 'mongoose'
import { Invalid } from '../../lib/errors.js'
import { change, type Tx } from '../../lib/mongo.js'
import type { Actor } from '../actor.js'
import { Ticket, type TicketRecord } from './ticket.js'
import { writeTicket } from './write.js'

/** A ticket has at most so many links; the oldest are forgotten. */
const mostLinks = 50

/** Notes that two tickets have to do with each other; said twice it is said once. @throws Invalid('link_with_itself') */
export async function link(ticket: TicketRecord, other: TicketRecord, by: Actor): Promise<void> {
  if (ticket._id.equals(other._id)) throw new Invalid('link_with_itself')
  await change((tx) => linkBoth(ticket._id, other._id, by, tx))
}

/** Takes the link off both; one that is not there is left alone. */
export async function unlink(ticket: TicketRecord, other: TicketRecord, by: Actor): Promise<void> {
  await change(async (tx) => {
    const [one, two] = [await fresh(ticket._id, tx), await fresh(other._id, tx)]
    if (!isLinked(one, two)) return
    await tell(one, two, { without: true }, by, tx)
    await tell(two, one, { without: true }, by, tx)
  })
}

/** As `link`, inside a change. */
export async function linkBoth(a: Types.ObjectId, b: Types.ObjectId, by: Actor, tx: Tx): Promise<void> {
  const [one, two] = [await fresh(a, tx), await fresh(b, tx)]
  if (isLinked(one, two)) return
  await tell(one, two, { without: false }, by, tx)
  await tell(two, one, { without: false }, by, tx)
}

/** The tickets that a ticket is linked to. */
export async function linkedTo({ links = [] }: Pick<TicketRecord, 'links'>): Promise<TicketRecord[]> {
  if (links.length === 0) return []
  return Ticket.find({ _id: { $in: links } })
    .limit(mostLinks)
    .lean<TicketRecord[]>()
}

function isLinked({ links = [] }: TicketRecord, { _id }: TicketRecord): boolean {
  return links.some((id) => id.equals(_id))
}

async function tell(
  ticket: TicketRecord,
  other: TicketRecord,
  { without }: { without: boolean },
  by: Actor,
  tx: Tx,
): Promise<void> {
  const rest = (ticket.links ?? []).filter((id) => !id.equals(other._id))
  const links = without ? rest : [...rest, other._id].slice(-mostLinks)
  const data = { number: other.number, removed: without }
  await writeTicket(ticket._id, undefined, { set: { links } }, [{ name: 'ticket.linked', data }], by, tx)
}

async function fresh(id: Types.ObjectId, tx: Tx): Promise<TicketRecord> {
  return Ticket.findById(id).session(tx).orFail().lean<TicketRecord>()
}
