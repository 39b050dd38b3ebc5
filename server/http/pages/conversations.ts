import { Router, type Request, type Response } from 'express'
import type { FieldFault, NewConversationPage } from '../../../views/types.js'
import { randomUUID } from '../../lib/ids.js'
import { listAccounts } from '../../models/channel-accounts/index.js'
import { assertMay } from '../../models/may.js'
import { startTicket, ticketStart } from '../routes/tickets.js'
import { viewerOf } from '../viewer.js'
import type { Web } from '../web.js'
import { check, chromeOf, done, faultOf, showPage, success, textOf } from './page.js'

const fields = {
  identity: 'address',
  no_recipient_address: 'address',
  message_empty: 'text',
  subject_empty: 'subject',
}

/** The page on which an agent writes to a customer first. */
export function conversationPages(web: Web): Router {
  const router = Router()
  router.get('/conversations/new', async (req, res) => {
    assertMay(viewerOf(req).actor, 'start_conversation')
    await show(req, res, web, [], 200)
  })
  router.post('/conversations', (req, res) => begin(req, res, web))
  return router
}

async function begin(req: Request, res: Response, web: Web): Promise<void> {
  const { actor } = viewerOf(req)
  assertMay(actor, 'start_conversation')
  const identity = { type: 'email', value: textOf(req, 'address').trim(), name: textOf(req, 'name') }
  const [subject, text] = [textOf(req, 'subject'), textOf(req, 'text').replace(/\r\n/g, '\n')]
  const checked = check(ticketStart, {
    direction: 'outbound',
    account: textOf(req, 'account'),
    identity,
    subject,
    text,
  })
  if (!checked.ok) {
    const faults = checked.faults.map((fault) =>
      fault.field === 'identity' ? { field: 'address', code: 'email_invalid' } : fault,
    )
    await show(req, res, web, faults, 422)
    return
  }
  try {
    const { ticket } = await startTicket(web, actor, checked.data)
    done(req, res, `/tickets/${ticket.number}`, success('sent'))
  } catch (error) {
    await show(req, res, web, [faultOf(error, fields)], 422)
  }
}

async function show(
  req: Request,
  res: Response,
  web: Web,
  faults: FieldFault[],
  status: number,
): Promise<void> {
  const accounts = (await listAccounts('email')).filter(({ enabled }) => enabled)
  const chosen = textOf(req, 'account') || (accounts[0]?.key ?? '')
  const view: NewConversationPage = {
    chrome: chromeOf(req, web, 'inbox'),
    values: {
      address: textOf(req, 'address'),
      name: textOf(req, 'name'),
      subject: textOf(req, 'subject'),
      text: textOf(req, 'text'),
    },
    faults,
    accounts: accounts.map(({ key, name, addresses }) => ({
      value: key,
      label: `${name} <${addresses[0] ?? ''}>`,
      chosen: key === chosen,
    })),
    clientId: randomUUID(),
  }
  showPage(req, res, web, 'pages/new-conversation', view, status)
}
