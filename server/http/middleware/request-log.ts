import type { Request, RequestHandler } from 'express'
import { randomId } from '../../lib/ids.js'
import { withLogContext, type Logger } from '../../lib/logger.js'

/**
 * Names each request (`x-request-id`, taken over from a proxy when it is harmless) and writes one line when it is
 * answered: never bodies, never query strings, never what a path's secret part says.
 */
export function requestLog(
  log: Logger,
  observe: (req: Request, status: number, ms: number) => void,
): RequestHandler {
  return (req, res, next) => {
    const begun = process.hrtime.bigint()
    req.requestId = givenId(req) ?? randomId()
    res.setHeader('x-request-id', req.requestId)
    res.on('finish', () => {
      const ms = Number(process.hrtime.bigint() - begun) / 1e6
      observe(req, res.statusCode, ms)
      const fields = {
        method: req.method,
        path: shownPath(req),
        status: res.statusCode,
        ms: Math.round(ms * 10) / 10,
      }
      log.info('request answered', {
        requestId: req.requestId,
        ...fields,
        user: req.viewer?.actor.id ?? null,
      })
    })
    withLogContext({ requestId: req.requestId }, next)
  }
}

function givenId(req: Request): string | null {
  const given = req.headers['x-request-id']
  return typeof given === 'string' && /^[\w.-]{8,64}$/.test(given) ? given : null
}

/** Links that are keys themselves are cut. */
function shownPath(req: Request): string {
  const path = req.originalUrl.split('?')[0] ?? ''
  return path.replace(/^\/(setup|invitations|complaint\/sent)\/.+/, '/$1/[redacted]').slice(0, 300)
}
