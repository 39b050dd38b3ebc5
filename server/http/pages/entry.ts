import { Router, type Request, type Response } from 'express'
import { z } from 'zod'
import type { FieldFault } from '../../../views/types.js'
import { NotFound } from '../../lib/errors.js'
import * as users from '../../models/users/index.js'
import { localeOf } from '../locale.js'
import { signOut } from '../routes/session.js'
import { beginSession } from '../sessions.js'
import type { Web } from '../web.js'
import { check, done, faultOf, isDelete, queryText, showPage, success, textOf } from './page.js'

const minPassword = 10
const passwordFields = {
  password_too_short: 'password',
  password_too_long: 'password',
  bad_email: 'email',
  email_invalid: 'email',
  name_missing: 'name',
}
const person = z.object({
  name: z.string().trim().min(1).max(200),
  email: z.string().trim().min(3).max(320),
  password: z.string().min(1).max(1_000),
})

/** The pages by which people get in: sign-in, first set-up, invitation, language. */
export function entryPages(web: Web): Router {
  const router = Router()
  router.get('/sign-in', async (req, res) => {
    if (req.viewer) res.redirect(303, '/')
    else if (!(await users.hasAnyUser())) showSetUp(req, res, web, '', [], 200)
    else showSignIn(req, res, web, localPath(queryText(req, 'next')), [])
  })
  router.post('/session', (req, res) => (isDelete(req) ? leave(req, res, web) : enter(req, res, web)))
  router.get('/setup/:token', async (req, res) => {
    if (!(await users.isSetUpToken(req.params.token))) throw new NotFound('set_up_token_invalid')
    showSetUp(req, res, web, req.params.token, [], 200)
  })
  router.post('/setup', (req, res) => setUp(req, res, web))
  router.get('/invitations/:token', async (req, res) => {
    const user = await users.invited(req.params.token)
    showInvitation(req, res, web, { token: req.params.token, email: user.email, name: user.name }, [])
  })
  router.post('/invitations/:token', (req, res) => accept(req, res, web, req.params.token))
  router.post('/preferences', (req, res) => prefer(req, res))
  return router
}

async function enter(req: Request, res: Response, web: Web): Promise<void> {
  const [email, next, ip] = [textOf(req, 'email'), localPath(textOf(req, 'next')), req.ip ?? '']
  try {
    await web.limits.signIn(email, ip)
    const user = await users.signIn(email, textOf(req, 'password'))
    await web.limits.signedIn(email, ip)
    await beginSession(req, user)
  } catch (error) {
    showSignIn(req, res, web, next, [faultOf(error)], email)
    return
  }
  res.redirect(303, next || '/')
}

async function leave(req: Request, res: Response, web: Web): Promise<void> {
  if (req.viewer) await signOut(web, req)
  res.redirect(303, '/sign-in')
}

async function setUp(req: Request, res: Response, web: Web): Promise<void> {
  const token = textOf(req, 'token')
  const checked = check(person, req.body)
  if (!checked.ok) {
    showSetUp(req, res, web, token, checked.faults, 422)
    return
  }
  try {
    const { timeZone } = web.config.defaults
    const admin = await users.setUp(token, { ...checked.data, locale: localeOf(req, web), timeZone })
    await beginSession(req, admin)
  } catch (error) {
    showSetUp(req, res, web, token, [faultOf(error, passwordFields)], 422)
    return
  }
  done(req, res, '/settings/email-accounts', success('welcome'))
}

async function accept(req: Request, res: Response, web: Web, token: string): Promise<void> {
  const invited = await users.invited(token)
  const name = textOf(req, 'name')
  try {
    const user = await users.acceptInvitation(token, { password: textOf(req, 'password'), name })
    web.names.forget()
    await beginSession(req, user)
  } catch (error) {
    showInvitation(req, res, web, { token, email: invited.email, name }, [faultOf(error, passwordFields)])
    return
  }
  res.redirect(303, '/')
}

/** The language of this browser, and of the account where somebody is signed in. */
async function prefer(req: Request, res: Response): Promise<void> {
  const locale = textOf(req, 'locale') === 'en' ? 'en' : 'tr'
  res.cookie('redress.locale', locale, {
    sameSite: 'lax',
    httpOnly: true,
    maxAge: 365 * 86_400_000,
    path: '/',
  })
  if (req.viewer) await users.update(req.viewer.actor.id, { locale }, { actor: req.viewer.actor })
  const from = req.headers.referer
  const back = from !== undefined && URL.canParse(from) ? new URL(from).pathname + new URL(from).search : '/'
  res.redirect(303, localPath(back) || '/')
}

function showSignIn(
  req: Request,
  res: Response,
  web: Web,
  next: string,
  faults: FieldFault[],
  email = '',
): void {
  const limited = faults.some(({ code }) => code === 'too_many_attempts')
  showPage(
    req,
    res,
    web,
    'pages/sign-in',
    { values: { email }, faults, next },
    limited ? 429 : faults.length > 0 ? 401 : 200,
  )
}

function showSetUp(
  req: Request,
  res: Response,
  web: Web,
  token: string,
  faults: FieldFault[],
  status: number,
): void {
  const values = { name: textOf(req, 'name'), email: textOf(req, 'email') }
  const missing: FieldFault[] =
    token === '' && faults.length === 0 ? [{ field: '', code: 'set_up_token_needed' }] : faults
  showPage(req, res, web, 'pages/set-up', { values, faults: missing, token, minPassword }, status)
}

function showInvitation(
  req: Request,
  res: Response,
  web: Web,
  { token, email, name }: { token: string; email: string; name: string },
  faults: FieldFault[],
): void {
  const view = { values: { name }, faults, token, email, minPassword }
  showPage(req, res, web, 'pages/accept-invitation', view, faults.length > 0 ? 422 : 200)
}

/** Only a path of ours: never another site, however it is written. */
function localPath(path: string): string {
  return /^\/(?![/\\])[^\\\p{Cc}]{0,500}$/u.test(path) ? path : ''
}
