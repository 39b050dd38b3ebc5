import type { Request, Response } from 'express'
import { hours, now, nowMs } from '../../../lib/clock.js'
import type { Secrets } from '../../../lib/secrets.js'
import { survivor } from '../../../models/customers/index.js'
import type { MessageRecord } from '../../../models/messages/index.js'
import { Ticket, type TicketRecord } from '../../../models/tickets/index.js'
import { statusKeyState } from '../../../models/tickets/status-link.js'
import { cookie } from '../../locale.js'
import type { Web } from '../../web.js'
import { queryText } from '../page.js'

/** Somebody who has shown a good link, and the ticket they may read and write in. */
export interface StatusVisit {
  ticket: TicketRecord
  /** Path of the page, as the link has it. */
  base: string
}

const cookieName = 'redress.t'
/** How long one opening of the link lasts in a browser. */
const opened = hours(12)

/** Checked in the place of a ticket that is not there, so that it takes as long as one that is. */
const nobody = { publicId: 'nobody', linkVersion: 0 }

/**
 * Exchanges the key in the address (`?k=`) for a cookie that opens this one page, so that the key stays in no history
 * and in no log of the next site.
 * @returns false when there is no key, or none that opens it
 */
export async function exchangeKey(req: Request, res: Response, web: Web): Promise<boolean> {
  const key = queryText(req, 'k')
  if (key === '') return false
  const ticket = await ticketNamed(String(req.params['publicId']))
  const state = statusKeyState(key, ticket ?? nobody, web.secrets)
  if (!ticket || state !== 'good') return false
  const base = `/t/${ticket.publicId}`
  const until = (now().getTime() + opened).toString(36)
  res.cookie(cookieName, `${until}-${macOf(ticket, until, web.secrets)}`, {
    path: base,
    httpOnly: true,
    // Lax: the way in is a link in somebody's mail.
    sameSite: 'lax',
    secure: web.config.web.publicBaseUrl.startsWith('https:'),
    maxAge: opened,
  })
  res.redirect(303, base)
  return true
}

/** The ticket that this browser has opened with a good link; null for all others, whatever is wrong. */
export async function visitOf(req: Request, web: Web): Promise<StatusVisit | null> {
  const ticket = await ticketNamed(String(req.params['publicId']))
  const [until = '', mac = ''] = (cookie(req, cookieName) ?? '').split('-')
  const right = macOf(ticket ?? nobody, until, web.secrets)
  const isGood = mac.length === right.length && web.secrets.verify(mac, ...signed(ticket ?? nobody, until))
  if (!ticket || !isGood || nowMs() > parseInt(until, 36)) return null
  return { ticket: await currentOf(ticket), base: `/t/${ticket.publicId}` }
}

/** What a customer may read of their ticket: never a note, never what others who take part wrote. */
export function isShown(message: MessageRecord, { _id }: Pick<TicketRecord, '_id'>): boolean {
  if (!message.ticket.equals(_id) || message.kind === 'note' || message.call || message.retraction) return false
  return message.kind !== 'in' || message.stranger !== true
} // prettier-ignore

async function ticketNamed(publicId: string): Promise<TicketRecord | null> {
  return /^[0-9a-z]{10,64}$/.test(publicId) ? Ticket.findOne({ publicId }).lean<TicketRecord>() : null
}

/** Where a ticket was joined with another of the same person, that one. */
async function currentOf(ticket: TicketRecord): Promise<TicketRecord> {
  let current = ticket
  for (let step = 0; current.mergedInto && step < 10; step++) {
    const next: TicketRecord | null = await Ticket.findById(current.mergedInto).lean<TicketRecord>()
    if (!next || !(await isOfSame(ticket, next))) return current
    current = next
  }
  return current
}

async function isOfSame({ customer: a }: TicketRecord, { customer: b }: TicketRecord): Promise<boolean> {
  if (!a || !b) return false
  const [one, other] = await Promise.all([survivor(a), survivor(b)])
  return one !== null && other !== null && one._id.equals(other._id)
}

type Named = Pick<TicketRecord, 'publicId' | 'linkVersion'>

function macOf(ticket: Named, until: string, secrets: Secrets): string {
  return secrets.sign(...signed(ticket, until))
}

function signed({ publicId, linkVersion = 0 }: Named, until: string): [string, ...string[]] {
  return ['status-cookie', publicId, until, String(linkVersion)]
}
