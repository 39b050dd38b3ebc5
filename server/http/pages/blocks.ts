import { Router, type Request, type Response } from 'express'
import { isoTime } from '../../../channels/social/review/local-time.js'
import { Invalid, NotFound } from '../../lib/errors.js'
import { block, unblock } from '../../models/customers/block.js'
import { assertMay } from '../../models/may.js'
import { customerFor } from '../routes/customers.js'
import { originOf, viewerOf } from '../viewer.js'
import type { Web } from '../web.js'
import { done, isDelete, success, textOf } from './page.js'

/** Keeping a customer out, and letting them write again, by a plain form beside their ticket. */
export function blockPages(_web: Web): Router {
  const router = Router()
  router.post('/customers/:id/block', postBlock)
  return router
}

async function postBlock(req: Request, res: Response): Promise<void> {
  const { actor } = viewerOf(req)
  assertMay(actor, 'block_customer')
  const id = String(req.params['id'])
  if (!/^[0-9a-f]{24}$/.test(id)) throw new NotFound('customer_not_found')
  const { customer } = await customerFor(actor, id)
  const back = backOf(req, customer._id.toHexString())
  if (isDelete(req)) {
    await unblock(customer._id, originOf(req))
    done(req, res, back, success('customer_unblocked'))
    return
  }
  await block(customer._id, { reason: textOf(req, 'reason'), until: endOf(req) }, originOf(req))
  done(req, res, back, success('customer_blocked'))
}

/** The end of the day that was chosen, where the reader is; null for none. */
function endOf(req: Request): Date | null {
  const day = textOf(req, 'until').trim()
  if (day === '') return null
  const end = new Date(isoTime(`${day} 23:59:59`, viewerOf(req).user.timeZone))
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(end.getTime())) throw new Invalid('block_end_in_past')
  return end
}

function backOf(req: Request, customer: string): string {
  const ticket = textOf(req, 'ticket')
  return /^[1-9]\d{0,11}$/.test(ticket) ? `/tickets/${ticket}` : `/customers/${customer}`
}
