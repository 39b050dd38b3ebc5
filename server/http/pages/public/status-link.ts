import { Router, type Request, type Response } from 'express'
import { renderMail } from '../../../../views/mail.js'
import type { FieldFault, StatusLinkPage } from '../../../../views/types.js'
import { z } from 'zod'
import { sleep } from '../../../lib/clock.js'
import { lowerAscii } from '../../../lib/fold.js'
import { mailStatusLink } from '../../../models/tickets/mail-status-link.js'
import { statusLink } from '../../../models/tickets/index.js'
import type { Web } from '../../web.js'
import { textOf } from '../page.js'
import { mayPost } from './complaint.js'
import { choseLanguage, showPublic } from './show.js'

/** How long an answer takes at least, so that finding something takes no longer than finding nothing. */
const evenly = 500

/** Where a customer whose link opens nothing any more asks for a new one by mail. */
export function statusLinkPages(web: Web): Router {
  const router = Router()
  router.get('/status-link', (req, res) => {
    if (!choseLanguage(req, res, '/status-link')) show(req, res, web, { because: 'asked' })
  })
  router.post('/status-link', mayPost(web, 'status-link'), (req, res) => send(req, res, web))
  return router
}

/** One page for every link that opens nothing: wrong, ended, or of a ticket that never was. */
export function showClosed(req: Request, res: Response, web: Web): void {
  show(req, res, web, { because: 'closed', status: 404 })
}

/** The answer is the same whether or not a mail goes out. */
async function send(req: Request, res: Response, web: Web): Promise<void> {
  const number = Number(textOf(req, 'number').replace(/[#\s]/g, ''))
  const email = lowerAscii(textOf(req, 'email').trim())
  const faults: FieldFault[] = []
  if (!Number.isSafeInteger(number) || number < 1) faults.push({ field: 'number', code: 'number_needed' })
  if (!z.email().max(320).safeParse(email).success) faults.push({ field: 'email', code: 'email_invalid' })
  if (faults.length > 0) {
    show(req, res, web, { because: 'asked', faults, status: 422 })
    return
  }
  await web.limits.codeTry(`status-link ${number} ${email}`)
  await Promise.all([mailLink(number, email, web), sleep(evenly)])
  show(req, res, web, { because: 'sent' })
}

function mailLink(number: number, email: string, web: Web): Promise<void> {
  const { publicBaseUrl } = web.config.web
  return mailStatusLink(
    { number, email },
    (ticket, account) => {
      const statusUrl = statusLink(ticket, web.secrets, publicBaseUrl)
      return renderMail('status-link', { number, account: account.name, statusUrl }, ticket.language ?? account.locale)
    },
    web.secrets,
  )
} // prettier-ignore

interface Showing extends Pick<StatusLinkPage, 'because'> {
  faults?: FieldFault[]
  status?: number
}

function show(req: Request, res: Response, web: Web, { because, faults = [], status = 200 }: Showing): void {
  const values = { number: textOf(req, 'number').slice(0, 20), email: textOf(req, 'email').slice(0, 320) }
  showPublic(
    req,
    res,
    web,
    'pages/status-link',
    { languageHref: '/status-link', values, faults, because },
    { status },
  )
}
