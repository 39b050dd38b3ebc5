import { Router, type Request, type Response } from 'express'
import type { CallPage, FieldFault } from '../../../../views/types.js'
import { translator } from '../../../../views/i18n.js'
import { NotFound } from '../../../lib/errors.js'
import { randomUUID } from '../../../lib/ids.js'
import { survivor } from '../../../models/customers/index.js'
import { assertMay } from '../../../models/may.js'
import { logCall } from '../../../models/messages/index.js'
import { dismissAdvice } from '../../../models/playbooks/index.js'
import * as tickets from '../../../models/tickets/index.js'
import { callLinker, phoneViews } from '../../call-links.js'
import { localeOf } from '../../locale.js'
import { calledIn, callersOf, callInput, claimsOf, noteOf, openCalled } from '../../routes/calls.js'
import { tickStep } from '../../routes/playbooks.js'
import { viewerOf } from '../../viewer.js'
import type { Web } from '../../web.js'
import { check, chromeOf, done, faultOf, isDelete, queryText, showPage, success, textOf } from '../page.js'
import { callFields, fieldOf, inputOf, typedCall, typedCallPage } from './form.js'
import { emptyCall, phonesOf } from './side.js'

/** Calls and visits: into a ticket, and as the beginning of one. */
export function callPages(web: Web): Router {
  const router = Router()
  router.get('/calls/new', async (req, res) => {
    assertMay(viewerOf(req).actor, 'start_conversation')
    const values = { ...emptyCall, direction: 'in' as const, phone: queryText(req, 'phone'), subject: '', name: '', email: '', order: '' }
    await showNew(req, res, web, { values, faults: [], status: 200 })
  })
  router.post('/calls', (req, res) => postNew(req, res, web))
  router.get('/tickets/:number/calls/new', async (req, res) => {
    await showForTicket(req, res, web, await ticketOf(req), { values: emptyCall, faults: [], status: 200 })
  })
  router.post('/tickets/:number/calls', async (req, res) => postToTicket(req, res, web, await ticketOf(req)))
  router.post('/tickets/:number/advice', async (req, res) => {
    const ticket = await ticketOf(req)
    await dismissAdvice(ticket, viewerOf(req).actor)
    done(req, res, `/tickets/${ticket.number}`, success('advice_dismissed'))
  })
  router.post('/tickets/:number/steps', async (req, res) => {
    const ticket = await ticketOf(req)
    await tickStep(ticket, viewerOf(req).actor, { playbook: textOf(req, 'playbook'), step: Number(textOf(req, 'step')) }, !isDelete(req))
    done(req, res, `/tickets/${ticket.number}`)
  })
  return router
} // prettier-ignore

type Shown<V> = {
  values: V
  faults: FieldFault[]
  status: number
  callers?: CallPage['callers']
  isNew?: boolean
}

async function ticketOf(req: Request): Promise<tickets.TicketRecord> {
  const { actor } = viewerOf(req)
  const number = Number(req.params['number'])
  if (!Number.isSafeInteger(number)) throw new NotFound('ticket_not_found')
  const ticket = await tickets.byNumber(number, actor)
  assertMay(actor, 'reply', ticket)
  return ticket
}

async function postToTicket(req: Request, res: Response, web: Web, ticket: tickets.TicketRecord): Promise<void> {
  const values = typedCall(req)
  const checked = check(callInput, inputOf(req, values))
  if (!checked.ok) {
    await showForTicket(req, res, web, ticket, { values, faults: named(checked.faults), status: 422 })
    return
  }
  try {
    await logCall(ticket, viewerOf(req).actor, noteOf(checked.data))
  } catch (error) {
    await showForTicket(req, res, web, ticket, { values, faults: [faultOf(error, callFields)], status: 422 })
    return
  }
  web.counts.clear()
  done(req, res, `/tickets/${ticket.number}`, success('call_logged'))
} // prettier-ignore

async function postNew(req: Request, res: Response, web: Web): Promise<void> {
  const { actor } = viewerOf(req)
  assertMay(actor, 'start_conversation')
  const values = typedCallPage(req)
  const chosen = textOf(req, 'customer')
  const callers = await callersFor(req, values, chosen)
  const again = (faults: FieldFault[]) => showNew(req, res, web, { values, faults, status: 422, callers, isNew: chosen === 'new' })
  const checked = check(calledIn, newInput(req, values, chosen))
  if (!checked.ok) return again(named(checked.faults))
  // Whose matter it is decides who reads it: the product never guesses that from a number which was only said.
  if (callers.length > 0 && chosen === '') return again([{ field: 'customer', code: 'caller_unclear' }])
  try {
    const { ticket } = await openCalled(web, actor, checked.data)
    done(req, res, `/tickets/${ticket.number}`, success('call_logged'))
  } catch (error) {
    await again([faultOf(error, callFields)])
  }
} // prettier-ignore

function newInput(req: Request, values: CallPage['values'], chosen: string): Record<string, unknown> {
  const { subject, name, email, order } = values
  return {
    ...inputOf(req, values),
    ...{ subject, name, order, category: textOf(req, 'category') },
    ...(email === '' ? {} : { email }),
    ...(/^[0-9a-f]{24}$/.test(chosen) ? { customer: chosen } : {}),
  }
}

async function callersFor(req: Request, values: CallPage['values'], chosen: string): Promise<CallPage['callers']> {
  const found = await callersOf(viewerOf(req).actor, claimsOf(values))
  return found.map(({ customer, proven }) => {
    const id = customer._id.toHexString()
    return { id, name: customer.name || (customer.claims?.[0]?.value ?? '…'), proven, chosen: id === chosen }
  })
} // prettier-ignore

function named(faults: FieldFault[]): FieldFault[] {
  return faults.map((fault) => ({ ...fault, field: fieldOf[fault.field] ?? fault.field }))
}

async function showNew(req: Request, res: Response, web: Web, shown: Shown<CallPage['values']>): Promise<void> {
  const chosen = textOf(req, 'category')
  const { categories } = await web.names.get()
  const locale = localeOf(req, web)
  const own = categories.filter(({ retired }) => !retired).map(({ key, names }) => ({ value: key, label: names[locale], chosen: key === chosen }))
  const automatic = { value: '', label: translator(locale)('calls.category_auto'), chosen: chosen === '' }
  const view: CallPage = {
    chrome: chromeOf(req, web, 'inbox'),
    ...{ values: shown.values, faults: shown.faults, callers: shown.callers ?? [], isNew: shown.isNew ?? false },
    ...{ ticket: 0, phones: [], categories: [automatic, ...own], clientId: randomUUID() },
  }
  showPage(req, res, web, 'pages/new-call', view, shown.status)
} // prettier-ignore

async function showForTicket(
  req: Request,
  res: Response,
  web: Web,
  ticket: tickets.TicketRecord,
  { values, faults, status }: Shown<CallPage['values'] | ReturnType<typeof typedCall>>,
): Promise<void> {
  const customer = ticket.customer ? await survivor(ticket.customer) : null
  const view: CallPage = {
    chrome: chromeOf(req, web, 'inbox'),
    values: { subject: '', name: '', email: '', order: '', ...values },
    ...{ faults, callers: [], isNew: false, ticket: ticket.number, categories: [] },
    phones: phoneViews(await phonesOf(customer), await callLinker()),
    clientId: textOf(req, 'clientId') || randomUUID(),
  }
  showPage(req, res, web, 'pages/new-call', view, status)
}
