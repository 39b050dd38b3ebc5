import type { Request } from 'express'
import type { RenderEnv } from '../../views/types.js'
import type { Web } from './web.js'

type Locale = 'tr' | 'en'

/** The language of a reader: their account's, else what they chose in this browser, else what the browser asks for. */
export function localeOf(req: Request, ctx: Web): Locale {
  return (
    req.viewer?.user.locale ??
    chosen(req) ??
    asked(req.headers['accept-language']) ??
    ctx.config.defaults.locale
  )
}

/** What rendering needs beside the view, for this reader. */
export function renderEnv(req: Request, ctx: Web): RenderEnv {
  return {
    locale: localeOf(req, ctx),
    timeZone: req.viewer?.user.timeZone ?? ctx.config.defaults.timeZone,
    theme: 'auto',
    assets: ctx.assets.urls,
  }
}

/** A value of the Cookie header, decoded; undefined when it is not there. */
export function cookie(req: { headers: { cookie?: string | undefined } }, name: string): string | undefined {
  for (const part of (req.headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=')
    if (at > 0 && part.slice(0, at).trim() === name) return decoded(part.slice(at + 1).trim())
  }
  return undefined
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    // A cookie somebody else made may hold anything; what is not percent-encoded is taken as it is.
    return value
  }
}

function chosen(req: Request): Locale | undefined {
  const value = cookie(req, 'redress.locale')
  return value === 'tr' || value === 'en' ? value : undefined
}

/** The first of our languages in the header's order; weights are in that order in every browser. */
function asked(header: string | undefined): Locale | undefined {
  const match = /\b(tr|en)\b/i.exec(header ?? '')
  return match ? (match[1]?.toLowerCase() as Locale) : undefined
}
