import { Router, type Request, type Response } from 'express'
import { formLimits } from '../../../../channels/direct/form/envelope.js'
import { remedyKeys } from '../../../../channels/remedies.js'
import { translator } from '../../../../views/i18n.js'
import {
  emptyComplaint,
  presentComplaint,
  type ComplaintFields,
} from '../../../../views/present/complaint.js'
import type { FieldFault, Locale } from '../../../../views/types.js'
import { hours, nowMs } from '../../../lib/clock.js'
import { NotFound } from '../../../lib/errors.js'
import type { AttachmentRecord } from '../../../models/attachments/index.js'
import type { ChannelAccountRecord } from '../../../models/channel-accounts/index.js'
import { categoryForms } from '../../../models/forms/questions.js'
import * as settings from '../../../models/settings/index.js'
import { statusLink } from '../../../models/tickets/index.js'
import { localeOf } from '../../locale.js'
import type { Web } from '../../web.js'
import { queryText, textOf } from '../page.js'
import { complaintEnvelope, complaintFaults, complaintFields } from './complaint-fields.js'
import { evidenceView, keepEvidence, readEvidence } from './evidence.js'
import { ageOf, issueFormToken, readFormToken, type FormToken } from './form-token.js'
import { privacyNotice } from './privacy.js'
import { choseLanguage, formAccount, showPublic } from './show.js'
import { isTaken, takeIn, ticketOf } from './take.js'

/** The public complaint form: one page and plain posts, script only spares a round trip. */
export function complaintPages(web: Web): Router {
  const router = Router()
  router.get('/complaint', async (req, res) => {
    await formAccount()
    if (choseLanguage(req, res, '/complaint')) return
    await show(req, res, web, { fields: { ...emptyComplaint, category: queryText(req, 'category'), order: queryText(req, 'order').slice(0, 40) } })
  })
  router.post('/complaint', mayPost(web), readEvidence(), (req, res) => post(req, res, web))
  router.get('/complaint/sent/:token', (req, res) => showSent(req, res, web, req.params.token))
  return router
} // prettier-ignore

/** Asked before the first byte of a file is read. */
export function mayPost(web: Web, site = 'complaint') {
  return async (req: Request, _res: Response, next: () => void): Promise<void> => {
    await web.limits.formPost(site, req.ip ?? '')
    next()
  }
}

async function post(req: Request, res: Response, web: Web): Promise<void> {
  const account = await formAccount()
  const given = textOf(req, 'token')
  const token = readFormToken(given, web.secrets)
  if (token && (await isTaken(token.id, account))) res.redirect(303, `/complaint/sent/${given}`)
  else if (textOf(req, 'website') !== '') ignore(req, res, web, token ? given : issueFormToken(web.secrets))
  else await look(req, res, web, { account, token, fresh: ageOf(token) === 'late' ? issueFormToken(web.secrets) : given })
} // prettier-ignore

interface Posted {
  account: ChannelAccountRecord
  token: FormToken | null
  /** The token that the form goes on with. */
  fresh: string
}

/** Shows the form again, for the questions of a category, another language or a fault, or takes it in. */
async function look(req: Request, res: Response, web: Web, { account, token, fresh }: Posted): Promise<void> {
  const fields = complaintFields(req)
  const { id } = readFormToken(fresh, web.secrets) ?? { id: '' }
  const { files, faults: ofFiles } = await keepEvidence(req, res, id, web)
  const locale = chosenLocale(req, res, web)
  const state: Shown = { fields, token: fresh, files, locale }
  if (textOf(req, 'step') !== '' || textOf(req, 'lang') !== '')
    return show(req, res, web, { ...state, faults: ofFiles })
  const categories = await categoriesOf(web)
  const faults = [...ageFaults(token), ...complaintFaults(fields, categories), ...ofFiles]
  if (faults.length > 0) return show(req, res, web, { ...state, faults, status: 422 })
  const notice = (await privacyNotice(locale)).version
  const envelope = complaintEnvelope(fields, { id, files, notice, t: translator(locale) })
  await takeIn(envelope, account, req.ip ?? '', web)
  res.redirect(303, `/complaint/sent/${fresh}`)
}

/** A field that no person sees was filled in: whoever did it hears nothing of it, and nothing is kept. */
function ignore(req: Request, res: Response, web: Web, token: string): void {
  web.log.warn('form ignored', { form: 'complaint', reason: 'honeypot', ip: req.ip ?? '' })
  res.redirect(303, `/complaint/sent/${token}`)
}

/** Who presses faster than a person can read, or the day after, presses once more. */
function ageFaults(token: FormToken | null): FieldFault[] {
  const age = ageOf(token)
  return age === 'good' ? [] : [{ field: '', code: age === 'early' ? 'form_too_fast' : 'form_expired' }]
}

/** A change of language must not lose what was typed, so it comes as a button of the form. */
function chosenLocale(req: Request, res: Response, web: Web): Locale {
  const lang = textOf(req, 'lang')
  if (lang !== 'tr' && lang !== 'en') return localeOf(req, web)
  res.cookie('redress.locale', lang, { sameSite: 'lax', httpOnly: true, maxAge: 365 * 86_400_000, path: '/' })
  return lang
}

interface Shown {
  fields: ComplaintFields
  token?: string
  files?: readonly AttachmentRecord[]
  faults?: FieldFault[]
  status?: number
  locale?: Locale
}

async function show(req: Request, res: Response, web: Web, shown: Shown): Promise<void> {
  const locale = shown.locale ?? localeOf(req, web)
  const view = presentComplaint(shown.fields, {
    organisation: (await settings.get('organisationName')) ?? '',
    token: shown.token ?? issueFormToken(web.secrets),
    ...{ locale, t: translator(locale), forms: categoryForms, remedies: remedyKeys, limits: formLimits },
    categories: await categoriesOf(web),
    uploads: (shown.files ?? []).map(evidenceView),
    faults: shown.faults ?? [],
  })
  showPublic(req, res, web, 'pages/complaint', view, { status: shown.status ?? 200, locale })
}

/** What can be chosen: categories that are no longer in use are kept for old tickets only. */
async function categoriesOf(web: Web) {
  return (await web.names.get()).categories.filter(({ retired }) => !retired)
}

/** How long who sent the form is taken by the hand; later the link in the mail leads on. */
const handsOver = hours(1)

/** The same for each time that it is asked for: the number once there is one, before that a reference of our own. */
async function showSent(req: Request, res: Response, web: Web, given: string): Promise<void> {
  if (choseLanguage(req, res, `/complaint/sent/${given}`)) return
  const token = readFormToken(given, web.secrets)
  if (!token) throw new NotFound('page_not_found')
  const account = await formAccount()
  // Its address leads to the ticket for a while.
  res.setHeader('x-robots-tag', 'noindex')
  res.setHeader('referrer-policy', 'no-referrer')
  const ticket = (await isTaken(token.id, account)) ? await ticketOf(token.id, account) : null
  const isRecent = nowMs() - token.shownAt.getTime() < handsOver
  const linked = ticket && isRecent && !ticket.mergedInto && account.settings['statusLink'] !== false
  showPublic(req, res, web, 'pages/complaint-sent', {
    languageHref: `/complaint/sent/${given}`,
    number: ticket?.number ?? 0,
    reference: token.id.slice(0, 8).toUpperCase(),
    statusHref: linked ? statusLink(ticket, web.secrets, '') : '',
  })
}
