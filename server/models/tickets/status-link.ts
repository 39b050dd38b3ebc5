import { days, now } from '../../lib/clock.js'
import { change } from '../../lib/mongo.js'
import type { Secrets } from '../../lib/secrets.js'
import type { Actor } from '../actor.js'
import { audit } from '../audits/audit.js'
import { Ticket, type TicketRecord } from './ticket.js'
import { writeTicket } from './write.js'

type Linked = Pick<TicketRecord, 'publicId' | 'linkVersion'>

/** How long a link opens the status page. */
export const statusLinkDays = 90

/**
 * The link by which a customer follows their ticket: who has it may read and write there, so it goes to the customer
 * only, never where others read. It ends after `statusLinkDays` and with `renewStatusLinks`.
 */
export function statusLink(ticket: Linked, secrets: Secrets, baseUrl: string): string {
  // Whole days, so that links made on one day are the same link.
  const day = Math.floor(now().getTime() / days(1)) + statusLinkDays + 1
  const key = `${day.toString(36)}-${secrets.sign(...signed(ticket, day))}`
  return `${publicLink(ticket, baseUrl)}?k=${key}`
}

/** The page's address without the key: it opens nothing by itself, so that it may stand where everybody reads. */
export function publicLink({ publicId }: Pick<TicketRecord, 'publicId'>, baseUrl: string): string {
  return `${baseUrl}/t/${publicId}`
}

/** What the key (`?k=`) of a status link is worth now. */
export function statusKeyState(key: string, ticket: Linked, secrets: Secrets): 'good' | 'expired' | 'wrong' {
  const match = /^([0-9a-z]{1,7})-([0-9a-z]{26})$/.exec(key)
  const day = match ? parseInt(match[1] ?? '', 36) : NaN
  if (!secrets.verify(match?.[2] ?? '', ...signed(ticket, day))) return 'wrong'
  return now().getTime() < day * days(1) ? 'good' : 'expired'
}

/** Whether a text holds a link with a key to this ticket's page. */
export function holdsStatusLink(text: string, { publicId }: Pick<TicketRecord, 'publicId'>): boolean {
  return new RegExp(`/t/${publicId}/?\\?[^\\s]*k=`, 'i').test(text)
}

/** Ends every status link of the ticket that was given out so far, and what was opened with one; told in the audit. */
export async function renewStatusLinks(ticket: Pick<TicketRecord, '_id'>, by: Actor): Promise<TicketRecord> {
  return change(async (tx) => {
    const { linkVersion = 0 } = (await Ticket.findById(ticket._id, { linkVersion: 1 })
      .session(tx)
      .lean<Linked>()) ?? { linkVersion: 0 }
    const thing = { kind: 'ticket', id: ticket._id.toHexString() }
    await audit({ action: 'ticket.links_renewed', thing }, { actor: by }, tx)
    return (await writeTicket(ticket._id, undefined, { set: { linkVersion: linkVersion + 1 } }, [], by, tx))
      .ticket
  })
}

function signed({ publicId, linkVersion }: Linked, day: number): [string, ...string[]] {
  return ['status-link', publicId, String(day), String(linkVersion ?? 0)]
}
