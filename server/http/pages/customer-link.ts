import { Router, type Request } from 'express'
import { NotFound } from '../../lib/errors.js'
import { assertMay } from '../../models/may.js'
import * as tickets from '../../models/tickets/index.js'
import { statusLink } from '../../models/tickets/index.js'
import { viewerOf } from '../viewer.js'
import type { Web } from '../web.js'
import { chromeOf, done, showPage, success } from './page.js'

/** Where an agent copies the link to a customer's own page, or ends every one that was given out. */
export function customerLinkPages(web: Web): Router {
  const router = Router()
  router.get('/tickets/:number/link', async (req, res) => {
    const ticket = await ticketOf(req)
    showPage(req, res, web, 'pages/customer-link', {
      chrome: chromeOf(req, web, 'inbox'),
      number: ticket.number,
      customer: ticket.customerName,
      url: statusLink(ticket, web.secrets, web.config.web.publicBaseUrl),
      days: tickets.statusLinkDays,
    })
  })
  router.post('/tickets/:number/link', async (req, res) => {
    const ticket = await ticketOf(req)
    await tickets.renewStatusLinks(ticket, viewerOf(req).actor)
    done(req, res, `/tickets/${ticket.number}/link`, success('link_renewed'))
  })
  return router
}

/** @throws NotFound('ticket_not_found'), Forbidden('not_allowed') */
async function ticketOf(req: Request): Promise<tickets.TicketRecord> {
  const number = String(req.params['number'])
  if (!/^\d{1,15}$/.test(number)) throw new NotFound('ticket_not_found')
  const { actor } = viewerOf(req)
  const ticket = await tickets.byNumber(Number(number), actor)
  assertMay(actor, 'reply', ticket)
  return ticket
}
