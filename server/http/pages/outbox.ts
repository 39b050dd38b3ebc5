import { Router } from 'express'
import { presentLetter } from '../../../views/present/lists.js'
import { NotFound } from '../../lib/errors.js'
import { assertMay } from '../../models/may.js'
import { Ticket, type TicketRecord } from '../../models/tickets/index.js'
import { outboxPage, retryLetter } from '../routes/mail-flow.js'
import { viewerOf } from '../viewer.js'
import type { Web } from '../web.js'
import { chromeOf, done, showPage, success } from './page.js'

/** Letters that have not arrived, with what can be done about each. */
export function outboxPages(web: Web): Router {
  const router = Router()
  router.get('/outbox', async (req, res) => {
    assertMay(viewerOf(req).actor, 'see_outbox')
    const cursor = typeof req.query['cursor'] === 'string' ? req.query['cursor'] : undefined
    const { items, next } = await outboxPage(['queued', 'sending', 'failed', 'unknown', 'kept'], { cursor })
    const ids = items.map(({ ticket }) => ticket).filter((id) => id !== null)
    const rows = await Ticket.find({ _id: { $in: ids } }, { number: 1 }).lean<
      Pick<TicketRecord, '_id' | 'number'>[]
    >()
    const numbers = new Map(rows.map(({ _id, number }) => [_id.toHexString(), number]))
    const entries = items.map((letter) =>
      presentLetter(letter, numbers.get(letter.ticket?.toHexString() ?? '') ?? 0),
    )
    const nextHref = next === null ? '' : `/outbox?cursor=${next}`
    showPage(req, res, web, 'pages/outbox', { chrome: chromeOf(req, web, 'outbox'), entries, nextHref })
  })
  router.post('/outbox/:id/retry', async (req, res) => {
    const { actor } = viewerOf(req)
    assertMay(actor, 'resend')
    assertMay(actor, 'see_outbox')
    if (!/^[0-9a-f]{24}$/.test(req.params.id)) throw new NotFound('letter_not_found')
    await retryLetter(web, actor, req.params.id)
    done(req, res, '/outbox', success('retrying'))
  })
  return router
}
