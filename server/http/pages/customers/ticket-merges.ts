import { Router, type Request, type Response } from 'express'
import { Types } from 'mongoose'
import type { FieldFault } from '../../../../views/types.js'
import { NotFound } from '../../../lib/errors.js'
import { assertMay } from '../../../models/may.js'
import * as tickets from '../../../models/tickets/index.js'
import { messageFor } from '../../routes/messages.js'
import { mergeInto, splitOut, takeTicketMergeBack } from '../../routes/ticket-merges.js'
import { viewerOf } from '../../viewer.js'
import type { Web } from '../../web.js'
import { chromeOf, done, faultOf, isDelete, queryText, showPage, success, textOf } from '../page.js'

/** Merging tickets, taking a message out, and linking; plain forms. */
export function ticketMergePages(web: Web): Router {
  const router = Router()
  router.get('/tickets/:number/merge', async (req, res) => {
    await show(req, res, web, await ticketOf(req), queryText(req, 'into'))
  })
  router.post('/tickets/:number/merge', (req, res) => merge(req, res, web))
  router.post('/tickets/merges/:id', async (req, res) => {
    const { id } = req.params
    if (!/^[0-9a-f]{24}$/.test(id)) throw new NotFound('merge_not_found')
    const number = await takeTicketMergeBack(id, viewerOf(req).actor)
    web.counts.clear()
    done(req, res, `/tickets/${number}`, success('ticket_unmerged'))
  })
  router.post('/messages/:id/split', (req, res) => split(req, res, web))
  router.post('/tickets/:number/links', async (req, res) => {
    const [ticket, { actor }] = [await ticketOf(req), viewerOf(req)]
    const other = await tickets.byNumber(numberIn(textOf(req, 'to')), actor)
    await (isDelete(req) ? tickets.unlink : tickets.link)(ticket, other, actor)
    done(req, res, `/tickets/${ticket.number}`, success('saved'))
  })
  return router
}

async function merge(req: Request, res: Response, web: Web): Promise<void> {
  const [ticket, into, { actor }] = [await ticketOf(req), textOf(req, 'into'), viewerOf(req)]
  try {
    await mergeInto(ticket, actor, numberIn(into))
  } catch (error) {
    // What stands between the two is said on the page that asked.
    await show(req, res, web, ticket, into, faultOf(error))
    return
  }
  web.counts.clear()
  done(req, res, `/tickets/${into}`, success('tickets_merged'))
}

async function split(req: Request, res: Response, web: Web): Promise<void> {
  const { actor } = viewerOf(req)
  const id = String(req.params['id'])
  if (!/^[0-9a-f]{24}$/.test(id)) throw new NotFound('message_not_found')
  const { ticket } = await messageFor(actor, new Types.ObjectId(id))
  assertMay(actor, 'merge', ticket)
  const opened = await splitOut(ticket, actor, { message: id, following: textOf(req, 'following') === 'yes' })
  web.counts.clear()
  done(req, res, `/tickets/${opened.number}`, success('message_split'))
}

async function show(
  req: Request,
  res: Response,
  web: Web,
  ticket: tickets.TicketRecord,
  into: string,
  fault?: FieldFault,
): Promise<void> {
  const { actor } = viewerOf(req)
  const target = into && !fault ? await tickets.byNumber(numberIn(into), actor) : null
  const sideOf = ({ number, subject, customerName, messageCount }: tickets.TicketRecord) => ({
    ...{ number, subject, customer: customerName, messages: messageCount },
  })
  showPage(
    req,
    res,
    web,
    'pages/customers/merge-tickets',
    {
      ...{ chrome: chromeOf(req, web, 'inbox'), from: sideOf(ticket), into: target && sideOf(target) },
      ...{ query: into, faults: fault ? [{ ...fault, field: '' }] : [] },
    },
    fault ? 409 : 200,
  )
}

/** @throws NotFound('ticket_not_found') for what is no number */
function numberIn(text: string): number {
  const number = Number(/^#?(\d{1,12})$/.exec(text.trim())?.[1])
  if (!Number.isSafeInteger(number)) throw new NotFound('ticket_not_found')
  return number
}

async function ticketOf(req: Request): Promise<tickets.TicketRecord> {
  const { actor } = viewerOf(req)
  const ticket = await tickets.byNumber(numberIn(String(req.params['number'])), actor)
  assertMay(actor, 'merge', ticket)
  return ticket
}
