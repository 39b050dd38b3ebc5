import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Request, Response } from 'express'
import { render } from '../../../views/templates.js'
import { presentWidgetPage } from '../../../views/present/widget.js'
import { NotFound } from '../../lib/errors.js'
import { Refused } from '../refused.js'
import type { Web } from '../web.js'
import { mayHold } from './session.js'
import { siteOf } from './visitors.js'

/**
 * The page inside a shop's frame. Only the site's own pages may hold it (CSP frame-ancestors); it sets no cookie. The
 * base address is named, because a sandboxed frame has no origin that 'self' could mean.
 */
export async function showFrame(req: Request, res: Response, web: Web): Promise<void> {
  const text = (name: string): string => (typeof req.query[name] === 'string' ? req.query[name] : '')
  const site = await siteOf(text('site'), web)
  const locale = text('lang') === 'en' ? 'en' : text('lang') === 'tr' ? 'tr' : site.account.locale
  const parent = text('parent')
  if (parent.length > 300) throw new Refused(400, 'malformed_request')
  const base = new URL(web.config.web.publicBaseUrl).origin
  const holders = [base, ...site.settings.allowedOrigins]
  res.setHeader('content-security-policy', policy(base, holders))
  res.setHeader('cache-control', 'no-store')
  res.setHeader('referrer-policy', 'no-referrer')
  const allowed = mayHold(parent, site, web) ? parent : ''
  const page = presentWidgetPage({ site: site.account.key, name: site.account.name, parent: allowed, locale })
  const env = { locale, timeZone: site.settings.timeZone, theme: 'auto' as const, assets: web.assets.urls }
  res.type('html').send(render('pages/widget', page, env))
}

/** The script that a shop's pages load; the same address for all builds, so it may be kept for a few minutes only. */
export async function giveLoader(_req: Request, res: Response, web: Web): Promise<void> {
  const url = web.assets.urls['widget-loader.js']
  if (url === undefined) throw new NotFound('page_not_found')
  res.setHeader('cache-control', 'public, max-age=300')
  res.setHeader('cross-origin-resource-policy', 'cross-origin')
  res.type('text/javascript').send(await readFile(join(web.assets.folder, basename(url))))
}

function policy(base: string, holders: string[]): string {
  return [
    "default-src 'none'",
    `script-src ${base}`,
    `style-src ${base}`,
    `img-src ${base} data: blob:`,
    `font-src ${base}`,
    `connect-src ${base} ${base.replace(/^http/, 'ws')}`,
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${holders.join(' ')}`,
  ].join('; ')
}
