import type { Request, Response } from 'express'
import { render } from '../../../../views/templates.js'
import type { Locale, PageViews, RenderEnv } from '../../../../views/types.js'
import { NotFound } from '../../../lib/errors.js'
import { listAccounts, type ChannelAccountRecord } from '../../../models/channel-accounts/index.js'
import { cookie, localeOf, renderEnv } from '../../locale.js'
import { wantsJson } from '../../middleware/answer-errors.js'
import type { Web } from '../../web.js'
import { queryText } from '../page.js'

/** Answers with a page for somebody who has no account here; the same view as JSON for who asks for that. */
export function showPublic<N extends keyof PageViews>(
  req: Request,
  res: Response,
  web: Web,
  name: N,
  view: PageViews[N],
  { status = 200, locale = localeOf(req, web) }: { status?: number; locale?: Locale } = {},
): void {
  res.status(status).setHeader('cache-control', 'no-store')
  const env: RenderEnv = { ...renderEnv(req, web), locale }
  if (wantsJson(req)) res.json(view)
  else res.type('html').send(render<keyof PageViews>(name, view, env))
}

/**
 * Whether the request only chooses a language (`?lang=`), which is kept in this browser and answered with the page.
 * @param href of the page without the choice
 */
export function choseLanguage(req: Request, res: Response, href: string): boolean {
  const lang = queryText(req, 'lang')
  if (lang !== 'tr' && lang !== 'en') return false
  res.cookie('redress.locale', lang, {
    sameSite: 'lax',
    httpOnly: true,
    maxAge: 365 * 86_400_000,
    path: '/',
  })
  res.setHeader('cache-control', 'no-store')
  res.redirect(303, href)
  return true
}

/** The language that was chosen in this browser, else that of the matter, else what the browser asks for. */
export function localeFor(req: Request, web: Web, matter: Locale | null): Locale {
  const chosen = cookie(req, 'redress.locale')
  if (chosen === 'tr' || chosen === 'en') return chosen
  return matter ?? localeOf(req, web)
}

/**
 * The account that the public form writes to: the first that is switched on.
 * @param closed takes one that is switched off as well: who has a ticket goes on in it
 * @throws NotFound('page_not_found')
 */
export async function formAccount(closed = false): Promise<ChannelAccountRecord> {
  const accounts = (await listAccounts('form')).filter(({ enabled }) => enabled || closed)
  const account = accounts.find(({ key }) => key === 'complaint') ?? accounts[0]
  if (!account) throw new NotFound('page_not_found')
  return account
}
