import { Router, type Request, type RequestHandler, type Response } from 'express'
import { translator } from '../../../../views/i18n.js'
import { AppError, NotFound } from '../../../lib/errors.js'
import type { UserActor } from '../../../models/actor.js'
import type { Origin } from '../../../models/audits/index.js'
import { assertMay } from '../../../models/may.js'
import { parse } from '../../api/mount.js'
import { localeOf } from '../../locale.js'
import { wantsJson } from '../../middleware/answer-errors.js'
import { askForCode, codeAsked, takeCode } from '../../routes/customer-codes.js'
import { takeIdentity } from '../../routes/customer-identities.js'
import { distinguish, mergeCustomers, takeMergeBack } from '../../routes/customer-merges.js'
import { originOf, viewerOf } from '../../viewer.js'
import type { Web } from '../../web.js'
import { done, faultOf, isDelete, queryText, success, textOf } from '../page.js'
import { showMerge } from './merge.js'
import { showCustomer } from './show.js'

type Ours = Origin & { actor: UserActor }

/** A customer's page and what can be done there; every act is a plain form. */
export function customerPages(web: Web): Router {
  const router = Router()
  router.get('/customers/:id', (req, res) => showCustomer(req, res, web, idOf(req)))
  router.get('/customers/:id/merge', (req, res) =>
    showMerge(req, res, web, { id: idOf(req), into: queryText(req, 'into') }),
  )
  router.post('/customers/:id/merge', (req, res) => merge(req, res, web))
  router.post('/customers/merges/:id', (req, res) => unmerge(req, res))
  router.post('/customers/:id/distinctions', act(web, async (id, req, { actor }) => {
    await distinguish(actor, id, textOf(req, 'other'))
    return 'told_apart'
  }))
  router.post('/customers/:id/codes', act(web, async (id, req, { actor }) => {
    await askForCode(web, actor, id, codeFields(req))
    return 'code_sent'
  }))
  router.post('/customers/:id/codes/confirm', act(web, async (id, req, { actor }) => {
    await takeCode(web, actor, id, textOf(req, 'code'))
    return 'confirmed'
  }))
  router.post('/customers/:id/identities/:identity', act(web, async (id, req, origin) => {
    await takeIdentity(id, idOf(req, 'identity'), origin, isDelete(req) ? 'drop' : 'doubt')
    return 'saved'
  }))
  return router
} // prettier-ignore

async function merge(req: Request, res: Response, web: Web): Promise<void> {
  const origin = originOf(req)
  assertMay(origin.actor, 'merge_customers')
  const [id, into] = [idOf(req), textOf(req, 'into')]
  try {
    if (!/^[0-9a-f]{24}$/.test(into)) throw new NotFound('customer_not_found')
    await mergeCustomers(id, into, origin)
  } catch (error) {
    // What stands between the two is said on the page that asked.
    await showMerge(req, res, web, { id, into, fault: faultOf(error) })
    return
  }
  done(req, res, `/customers/${into}`, success('customers_merged'))
}

async function unmerge(req: Request, res: Response): Promise<void> {
  const origin = originOf(req)
  assertMay(origin.actor, 'merge_customers')
  const { into } = await takeMergeBack(idOf(req), origin)
  done(req, res, `/customers/${into.toHexString()}`, success('customers_unmerged'))
}

/** An act that says on the next page how it went, also when it was refused. */
function act(web: Web, run: (id: string, req: Request, origin: Ours) => Promise<string>): RequestHandler {
  return async (req, res) => {
    const origin = originOf(req)
    assertMay(origin.actor, 'merge_customers')
    const id = idOf(req)
    const ticket = textOf(req, 'ticket')
    const back = /^[1-9]\d{0,11}$/.test(ticket) ? `/tickets/${ticket}` : `/customers/${id}`
    try {
      done(req, res, back, success(await run(id, req, origin)))
    } catch (error) {
      if (wantsJson(req) || !(error instanceof AppError) || error.status >= 500) throw error
      const t = translator(localeOf(req, web))
      const reason = t(`errors.${error.code}`, { ...error.details, defaultValue: error.code })
      done(req, res, back, { kind: 'danger', code: 'failed', details: { reason } })
    }
  }
}

/** A choice `type:value`, or an address or number that was typed. */
function codeFields(req: Request): Parameters<typeof askForCode>[3] {
  const typed = textOf(req, 'typed').trim()
  const [type = '', ...rest] = (typed ? `${typed.includes('@') ? 'email' : 'phone'}:${typed}` : textOf(req, 'address')).split(':')
  const ticket = Number(textOf(req, 'ticket'))
  const fields = { type, value: rest.join(':'), ...(ticket > 0 ? { ticket } : {}) }
  return parse(codeAsked, fields, 'body') as Parameters<typeof askForCode>[3]
} // prettier-ignore

function idOf(req: Request, name = 'id'): string {
  viewerOf(req)
  const id = String(req.params[name])
  if (!/^[0-9a-f]{24}$/.test(id)) throw new NotFound('customer_not_found')
  return id
}
