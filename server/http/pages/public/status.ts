import { Router, type Request, type RequestHandler, type Response } from 'express'
import { Types } from 'mongoose'
import { formLimits } from '../../../../channels/direct/form/envelope.js'
import { translator } from '../../../../views/i18n.js'
import { presentItems, presentRating, presentStatus } from '../../../../views/present/status.js'
import type { FieldFault, StatusPage } from '../../../../views/types.js'
import { reopenWithin } from '../../../models/intake/thread.js'
import { NotFound } from '../../../lib/errors.js'
import { attachmentById, fetched, type AttachmentRecord } from '../../../models/attachments/index.js'
import { eventsAfter } from '../../../models/events.js'
import { messageById, threadOf, type MessageRecord } from '../../../models/messages/index.js'
import { ratableUntil, ratingOf } from '../../../models/satisfactions/index.js'
import type { TicketRecord } from '../../../models/tickets/index.js'
import { sendFile } from '../../download.js'
import type { Web } from '../../web.js'
import { queryText } from '../page.js'
import { evidenceView, readEvidence } from './evidence.js'
import { issueFormToken } from './form-token.js'
import { mayPost } from './complaint.js'
import { choseLanguage, localeFor, showPublic } from './show.js'
import { exchangeKey, isShown, visitOf, type StatusVisit } from './status-access.js'
import { rate, reply } from './status-actions.js'
import { showClosed } from './status-link.js'

const page = 50

/** A customer's page of their ticket, opened with the link from our mail. */
export function statusPages(web: Web): Router {
  const router = Router()
  router.use('/t/:publicId', hidden)
  router.get('/t/:publicId', looks(web), (req, res) => open(req, res, web))
  router.post('/t/:publicId/messages', mayPost(web, 'status'), readEvidence(), (req, res) => act(req, res, web, reply))
  router.post('/t/:publicId/rating', mayPost(web, 'status'), (req, res) => act(req, res, web, rate))
  router.get('/t/:publicId/files/:id', (req, res) => giveFile(req, res, web))
  return router
} // prettier-ignore

/** No search engine, cache or next site is to learn of the page. */
const hidden: RequestHandler = (_req, res, next) => {
  res.setHeader('x-robots-tag', 'noindex, nofollow')
  res.setHeader('referrer-policy', 'no-referrer')
  res.setHeader('cache-control', 'no-store')
  next()
}

function looks(web: Web): RequestHandler {
  return async (req, _res, next) => {
    await web.limits.statusPage(req.ip ?? '')
    next()
  }
}

async function open(req: Request, res: Response, web: Web): Promise<void> {
  if (await exchangeKey(req, res, web)) return
  const visit = queryText(req, 'k') === '' ? await visitOf(req, web) : null
  if (!visit) {
    showClosed(req, res, web)
    return
  }
  if (!choseLanguage(req, res, visit.base)) await showStatus(req, res, web, visit, {})
}

type Action = (req: Request, res: Response, web: Web, visit: StatusVisit) => Promise<Refusal | null>

/** What a form leaves behind that was not taken. */
export interface Refusal {
  faults: FieldFault[]
  text?: string
  token?: string
  files?: readonly AttachmentRecord[]
  status?: number
}

async function act(req: Request, res: Response, web: Web, action: Action): Promise<void> {
  const visit = await visitOf(req, web)
  if (!visit) {
    showClosed(req, res, web)
    return
  }
  const refusal = await action(req, res, web, visit)
  if (refusal) await showStatus(req, res, web, visit, { status: 422, ...refusal })
}

async function showStatus(
  req: Request,
  res: Response,
  web: Web,
  visit: StatusVisit,
  refusal: Partial<Refusal>,
): Promise<void> {
  const { ticket, base } = visit
  const locale = localeFor(req, web, ticket.language)
  const t = translator(locale)
  const [thread, rating] = await Promise.all([threadPart(req, ticket, base), ratingOf(ticket._id)])
  const view: StatusPage = {
    languageHref: base,
    title: t('status_page.title', { number: ticket.number }),
    ...presentStatus(ticket, reopensUntil(ticket)),
    ...{ base, ...thread },
    values: { text: refusal.text ?? '' },
    faults: refusal.faults ?? [],
    token: refusal.token ?? issueFormToken(web.secrets),
    uploads: (refusal.files ?? []).map(evidenceView),
    evidence: { files: formLimits.files, bytes: formLimits.fileBytes },
    most: formLimits.text,
    rating: presentRating(rating, ratableUntil(ticket, rating), t),
    done: doneOf(req),
  }
  showPublic(req, res, web, 'pages/status', view, { status: refusal.status ?? 200, locale })
}

async function threadPart(
  req: Request,
  ticket: TicketRecord,
  base: string,
): Promise<Pick<StatusPage, 'items' | 'olderHref'>> {
  const before = /^\d{1,9}$/.exec(queryText(req, 'before'))
  const asked = { limit: page + 1, ...(before ? { before: Number(before[0]) } : {}) }
  const found = await threadOf(ticket._id, asked)
  const messages = found.slice(-page)
  const from = found.length > page ? (messages[0]?.seq ?? 0) : 0
  const events = await eventsAfter(ticket._id, Math.max(0, from - 1), 500)
  const until = before ? Number(before[0]) : Infinity
  const shown = messages.filter((message: MessageRecord) => isShown(message, ticket))
  return {
    items: presentItems(shown, events.filter(({ seq }) => seq < until), base),
    olderHref: from > 0 ? `${base}?before=${from}` : '',
  }
} // prettier-ignore

/** What was answered opens again by writing for a while; what is closed for good never does. */
function reopensUntil({ status, resolvedAt, updatedAt }: TicketRecord): Date | null {
  return status === 'resolved' ? new Date((resolvedAt ?? updatedAt).getTime() + reopenWithin) : null
}

function doneOf(req: Request): StatusPage['done'] {
  const done = queryText(req, 'done')
  return done === 'sent' || done === 'rated' || done === 'waiting' ? done : ''
}

/** A file of a message that is shown on the page. @throws NotFound('attachment_not_found') for all others */
async function giveFile(req: Request, res: Response, web: Web): Promise<void> {
  const visit = await visitOf(req, web)
  const id = String(req.params['id'])
  if (!visit || !/^[0-9a-f]{24}$/.test(id)) throw new NotFound('attachment_not_found')
  const file = await attachmentById(new Types.ObjectId(id))
  const message = file.message ? await messageById(file.message) : null
  if (!message || message.deletion || !isShown(message, visit.ticket))
    throw new NotFound('attachment_not_found')
  await sendFile(res, web.blobs, fetched(file), true)
}
