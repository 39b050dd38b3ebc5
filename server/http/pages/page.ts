import type { Request, Response } from 'express'
import type { z } from 'zod'
import { render } from '../../../views/templates.js'
import type { ChromeView, FieldFault, FlashView, PageViews } from '../../../views/types.js'
import { AppError } from '../../lib/errors.js'
import { renderEnv } from '../locale.js'
import { wantsJson } from '../middleware/answer-errors.js'
import { viewerOf } from '../viewer.js'
import type { Web } from '../web.js'

/** Answers with a page; the same view as JSON for who asks for that. */
export function showPage<N extends keyof PageViews>(
  req: Request,
  res: Response,
  web: Web,
  name: N,
  view: PageViews[N],
  status = 200,
): void {
  res.status(status).setHeader('cache-control', 'no-store')
  if (wantsJson(req)) res.json(view)
  else res.type('html').send(render<keyof PageViews>(name, view, renderEnv(req, web)))
}

/** What stands around every page of a signed-in person; a message for them is shown once. */
export function chromeOf(req: Request, web: Web, section: ChromeView['section'], search = ''): ChromeView {
  const { user } = viewerOf(req)
  return {
    me: { id: user._id.toHexString(), name: user.name, email: user.email, role: user.role },
    section,
    mailConfigured: web.config.email.smtpUrl !== undefined,
    flash: takeFlash(req),
    search,
  }
}

/** Ends a form post: the next page says what was done (Post/Redirect/Get); a script gets a bare 204. */
export function done(req: Request, res: Response, href: string, flash?: FlashView): void {
  if (wantsJson(req)) {
    res.status(204).end()
    return
  }
  if (flash) req.session.flash = flash
  res.redirect(303, href)
}

export function success(code: string, details: Record<string, unknown> = {}): FlashView {
  return { kind: 'success', code, details }
}

/** Whether a form stands for DELETE, which plain forms cannot send. */
export function isDelete(req: Request): boolean {
  return textOf(req, '_method') === 'delete'
}

/** One value of the query, '' when it is not there or there several times. */
export function queryText(req: Request, name: string): string {
  const value = req.query[name]
  return typeof value === 'string' ? value : ''
}

/** One field of a posted form as text, '' when it is not there. */
export function textOf(req: Request, name: string): string {
  const value: unknown = (req.body as Record<string, unknown> | undefined)?.[name]
  return typeof value === 'string' ? value : ''
}

/** All values of a field that may be there several times. */
export function textsOf(req: Request, name: string): string[] {
  const value: unknown = (req.body as Record<string, unknown> | undefined)?.[name]
  const values: unknown[] = Array.isArray(value) ? value : [value]
  return values.filter((one) => typeof one === 'string')
}

export type Checked<T> = { ok: true; data: T } | { ok: false; faults: FieldFault[] }

/** Checks what a form sent; faults name the fields, so that the page can say it beside each. */
export function check<S extends z.ZodType>(schema: S, values: unknown): Checked<z.output<S>> {
  const parsed = schema.safeParse(values)
  if (parsed.success) return { ok: true, data: parsed.data }
  const faults = parsed.error.issues.map((issue) => ({
    field: String(issue.path[0] ?? ''),
    code: issue.code === 'too_small' || issue.code === 'invalid_type' ? 'field_required' : 'field_invalid',
  }))
  return {
    ok: false,
    faults: faults.filter((fault, index) => faults.findIndex(({ field }) => field === fault.field) === index),
  }
}

/** A refusal of the models as a fault of a form; what is no refusal is thrown on. */
export function faultOf(error: unknown, fields: Record<string, string> = {}): FieldFault {
  if (!(error instanceof AppError) || error.status >= 500) throw error
  return { field: fields[error.code] ?? '', code: error.code, details: error.details }
}

function takeFlash(req: Request): FlashView | null {
  const session = req.session as Request['session'] | undefined
  const flash = session?.flash
  if (!flash) return null
  delete session.flash
  return flash
}
