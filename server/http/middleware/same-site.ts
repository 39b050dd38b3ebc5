import type { Request, RequestHandler } from 'express'
import { Forbidden } from '../../lib/errors.js'

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Keeps other sites from acting with a visitor's cookie: an unsafe request must come from a page of ours
 * (Sec-Fetch-Site, Fetch Metadata; else Origin). Programs with a bearer token carry no cookie and are left alone.
 * @param publicOrigin scheme, host and port of this instance as browsers see it
 * @throws Forbidden('cross_site_request')
 */
export function sameSiteOnly(publicOrigin: string): RequestHandler {
  return (req, _res, next) => {
    if (safe.has(req.method) || req.viewer?.via === 'token' || isOurs(req, publicOrigin)) next()
    else throw new Forbidden('cross_site_request')
  }
}

function isOurs(req: Request, publicOrigin: string): boolean {
  const site = req.headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  return isOurOrigin(req.headers.origin, req.headers.host, publicOrigin)
}

/** Whether an Origin header names this instance: its public address, or the host that was asked. */
export function isOurOrigin(
  origin: string | undefined,
  host: string | undefined,
  publicOrigin: string,
): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false
  return origin === publicOrigin || (host !== undefined && new URL(origin).host === host)
}
