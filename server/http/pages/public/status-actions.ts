import type { Request, Response } from 'express'
import { formLimits, type PageMessage } from '../../../../channels/direct/form/envelope.js'
import { now } from '../../../lib/clock.js'
import type { OutsideActor } from '../../../models/actor.js'
import { blockOf } from '../../../models/customers/block.js'
import { survivor } from '../../../models/customers/index.js'
import { rateTicket } from '../../../models/satisfactions/index.js'
import { statusLink, type TicketRecord } from '../../../models/tickets/index.js'
import type { Web } from '../../web.js'
import { faultOf, textOf } from '../page.js'
import { keepEvidence, uploadsOf } from './evidence.js'
import { ageOf, issueFormToken, readFormToken } from './form-token.js'
import { formAccount } from './show.js'
import type { Refusal } from './status.js'
import type { StatusVisit } from './status-access.js'
import { externalIdOf, isTaken, takeIn, ticketOf } from './take.js'

/** Takes a customer's words and files into their ticket; the same form twice is one message. */
export async function reply(req: Request, res: Response, web: Web, visit: StatusVisit): Promise<Refusal | null> {
  const { ticket } = visit
  const account = await formAccount(true)
  const given = readFormToken(textOf(req, 'token'), web.secrets)
  const conversation = ticket.publicId
  if (given && (await isTaken(externalIdOf({ id: given.id, conversation }), account))) {
    res.redirect(303, `${visit.base}?done=sent`)
    return null
  }
  const { files, faults } = await keepEvidence(req, res, conversation, web)
  const text = textOf(req, 'text').replace(/\r\n/g, '\n').slice(0, formLimits.text + 1).trim()
  const isLate = ageOf(given) === 'late'
  const token = isLate ? issueFormToken(web.secrets) : textOf(req, 'token')
  if (isLate) faults.push({ field: '', code: 'form_expired' })
  if (text === '' && files.length === 0) faults.push({ field: 'text', code: 'message_empty' })
  if (text.length > formLimits.text) faults.push({ field: 'text', code: 'complaint_too_long', details: { most: formLimits.text } })
  if (await isBlocked(ticket)) faults.push({ field: '', code: 'visitor_blocked' })
  if (faults.length > 0 || !given) return { faults, text, token, files }
  const message: PageMessage = { kind: 'message', id: given.id, conversation, text, uploads: uploadsOf(files), at: now().toISOString() }
  await takeIn(message, account, req.ip ?? '', web)
  res.redirect(303, whereTo(visit, await ticketOf(externalIdOf(message), account), web))
  return null
} // prettier-ignore

/** Takes what the customer thinks of how they were helped. */
export async function rate(req: Request, res: Response, _web: Web, visit: StatusVisit): Promise<Refusal | null> {
  const { ticket, base } = visit
  const by: OutsideActor = {
    kind: 'customer',
    id: (ticket.customer ?? ticket._id).toHexString(),
    name: ticket.customerName,
    tickets: [ticket._id.toHexString()],
  }
  try {
    const score = Number(textOf(req, 'score'))
    await rateTicket(ticket, { score, comment: textOf(req, 'comment').slice(0, 4_000) }, by)
  } catch (error) {
    return { faults: [faultOf(error, { score_missing: 'score' })] }
  }
  res.redirect(303, `${base}?done=rated`)
  return null
} // prettier-ignore

/** What is closed for good goes on in a ticket of its own, whose page the customer is led to. */
function whereTo({ ticket, base }: StatusVisit, now: TicketRecord | null, web: Web): string {
  if (!now) return `${base}?done=waiting`
  return now._id.equals(ticket._id) ? `${base}?done=sent` : statusLink(now, web.secrets, '')
}

async function isBlocked({ customer }: TicketRecord): Promise<boolean> {
  return blockOf(customer && (await survivor(customer))) !== null
}
