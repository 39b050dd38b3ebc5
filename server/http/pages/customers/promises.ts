import { Router, type Request, type Response } from 'express'
import { Types } from 'mongoose'
import type { FieldFault } from '../../../../views/types.js'
import { NotFound } from '../../../lib/errors.js'
import { zonedInstant, zonedLocal } from '../../../lib/time-zone.js'
import { assertMay } from '../../../models/may.js'
import * as messages from '../../../models/messages/index.js'
import type { TicketRecord } from '../../../models/tickets/index.js'
import { promiseInput } from '../../routes/customer-story.js'
import { messageFor } from '../../routes/messages.js'
import { viewerOf } from '../../viewer.js'
import type { Web } from '../../web.js'
import { check, chromeOf, done, faultOf, isDelete, showPage, success, textOf } from '../page.js'

interface Shown {
  ticket: TicketRecord
  message: messages.MessageRecord
}

/** Marking what we said as a promise, keeping it, and taking the mark off. */
export function promisePages(web: Web): Router {
  const router = Router()
  router.get('/messages/:id/promise', async (req, res) => {
    show(req, res, web, await shownFor(req))
  })
  router.post('/messages/:id/promise', async (req, res) => {
    const shown = await shownFor(req)
    if (isDelete(req)) await messages.dropPromise(shown.message, viewerOf(req).actor)
    else if (!(await mark(req, res, web, shown))) return
    done(req, res, `/tickets/${shown.ticket.number}`, success('saved'))
  })
  router.post('/messages/:id/promise/kept', async (req, res) => {
    const { ticket, message } = await shownFor(req)
    await messages.keepPromise(message, viewerOf(req).actor)
    done(req, res, `/tickets/${ticket.number}`, success('saved'))
  })
  return router
}

/** @returns false when the page has said what is wrong */
async function mark(req: Request, res: Response, web: Web, shown: Shown): Promise<boolean> {
  const { actor, user } = viewerOf(req)
  const until = zonedInstant(textOf(req, 'until'), user.timeZone)?.toISOString() ?? ''
  const checked = check(promiseInput, { until, text: textOf(req, 'text') })
  if (!checked.ok) {
    show(req, res, web, shown, checked.faults)
    return false
  }
  try {
    await messages.promise(shown.message, { until: new Date(checked.data.until), text: checked.data.text }, actor)
    return true
  } catch (error) {
    show(req, res, web, shown, [faultOf(error)])
    return false
  }
} // prettier-ignore

function show(req: Request, res: Response, web: Web, shown: Shown, faults: FieldFault[] = []): void {
  const { ticket, message } = shown
  const { timeZone } = viewerOf(req).user
  const given = { text: textOf(req, 'text'), until: textOf(req, 'until') }
  const stored = message.promise
  const words = message.text.replace(/\s+/g, ' ').trim()
  const usual = stored
    ? { text: stored.text, until: zonedLocal(stored.until, timeZone) }
    : { text: words.slice(0, 200), until: '' }
  showPage(
    req,
    res,
    web,
    'pages/customers/promise',
    {
      ...{ chrome: chromeOf(req, web, 'inbox'), id: message._id.toHexString(), ticket: ticket.number },
      ...{ said: words.slice(0, 600), timeZone, marked: stored !== undefined },
      ...{ values: faults.length > 0 ? given : usual, faults },
    },
    faults.length > 0 ? 422 : 200,
  )
}

/** @throws NotFound('message_not_found'), Forbidden('not_allowed') */
async function shownFor(req: Request): Promise<Shown> {
  const { actor } = viewerOf(req)
  const id = String(req.params['id'])
  if (!/^[0-9a-f]{24}$/.test(id)) throw new NotFound('message_not_found')
  const shown = await messageFor(actor, new Types.ObjectId(id))
  assertMay(actor, 'reply', shown.ticket)
  return shown
}
