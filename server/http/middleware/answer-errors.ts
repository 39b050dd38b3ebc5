import type { ErrorRequestHandler, Request, Response } from 'express'
import mongoose from 'mongoose'
import { errorText } from '../../../views/i18n.js'
import { render } from '../../../views/templates.js'
import { AppError, Conflict, describeError, Invalid, NotFound } from '../../lib/errors.js'
import { isDuplicate, isMongoDown } from '../../lib/mongo.js'
import { localeOf, renderEnv } from '../locale.js'
import { Refused } from '../refused.js'
import type { Web } from '../web.js'

/** What leaves of an error: its status, its code, its words and what it knows; never a stack. */
export interface ErrorAnswer {
  error: { code: string; message: string; details: Record<string, unknown> }
}

/**
 * The one place that answers errors: JSON for programs, a page for people, in the reader's language. What is not an
 * AppError answers `internal` and is logged with the request's id.
 */
export function answerErrors(ctx: Web): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const known = toAppError(error)
    if (!known)
      ctx.log.error('request failed', {
        requestId: req.requestId,
        error: describeError(error),
        stack: stackOf(error),
      })
    if (res.headersSent) {
      next(error)
      return
    }
    const { status, code, details } = known ?? { status: 500, code: 'internal', details: {} }
    const again = retryAfter(known)
    if (again !== undefined) res.setHeader('retry-after', String(again))
    if (wantsJson(req)) res.status(status).json(errorAnswer(req, ctx, code, details))
    else answerPage(req, res, ctx, status, code, details)
  }
}

/** A program asked: under /api, /channels, /metrics and the widget's own routes always, elsewhere when it accepts JSON and no page. */
export function wantsJson(req: Request): boolean {
  if (/^\/(api\/|channels\/|metrics|widget\/(?!frame))/.test(req.originalUrl)) return true
  return (req.headers.accept ?? '').includes('application/json')
}

/** An error of the outside world as one of ours, or null when it is a fault of our own. */
export function toAppError(error: unknown): AppError | null {
  if (error instanceof AppError) return error
  if (isMongoDown(error)) return new StorageUnavailable('storage_unavailable', {}, { cause: error })
  if (isDuplicate(error)) return new Conflict('already_exists', {}, { cause: error as Error })
  if (error instanceof mongoose.Error.CastError) return new NotFound('not_found')
  if (error instanceof mongoose.Error.ValidationError)
    return new Invalid('invalid_input', { fields: Object.keys(error.errors) })
  return fromHttp(error)
}

function answerPage(
  req: Request,
  res: Response,
  ctx: Web,
  status: number,
  code: string,
  details: Record<string, unknown>,
): void {
  // A script that fetched a part of a page must hear that it failed, not get the sign-in page in its place.
  if (status === 401 && req.method === 'GET' && (req.headers.accept ?? '').includes('text/html')) {
    res.redirect(303, `/sign-in?next=${encodeURIComponent(req.originalUrl)}`)
    return
  }
  const view = { status, code, details, requestId: req.requestId, homeHref: '/' }
  res
    .status(status)
    .type('html')
    .send(render('pages/error', view, renderEnv(req, ctx)))
}

class StorageUnavailable extends AppError {
  readonly status = 503
  override readonly retryable = true
}

function errorAnswer(req: Request, ctx: Web, code: string, details: Record<string, unknown>): ErrorAnswer {
  return { error: { code, message: errorText(code, localeOf(req, ctx), details), details } }
}

function retryAfter(error: AppError | null): number | undefined {
  if (error instanceof Refused) return error.retryAfter
  return error instanceof StorageUnavailable ? 5 : undefined
}

/** Errors of body parsers and of express itself carry a status; theirs below 500 are the caller's. */
function fromHttp(error: unknown): AppError | null {
  if (error instanceof URIError) return new Refused(400, 'malformed_request')
  if (!(error instanceof Error) || !('status' in error)) return fromUpload(error)
  const type = 'type' in error ? String(error.type) : ''
  if (error.status === 413 || type === 'entity.too.large') return new Refused(413, 'too_large')
  if (type === 'entity.parse.failed') return new Refused(400, 'malformed_json')
  if (error.status === 415) return new Refused(415, 'unsupported_media_type')
  if (error.status === 404) return new NotFound('not_found')
  return typeof error.status === 'number' && error.status >= 400 && error.status < 500
    ? new Refused(400, 'malformed_request')
    : null
}

/** multer names what was wrong with an upload by code. */
function fromUpload(error: unknown): AppError | null {
  if (!(error instanceof Error) || error.name !== 'MulterError' || !('code' in error)) return null
  return error.code === 'LIMIT_FILE_SIZE'
    ? new Refused(413, 'too_large')
    : new Refused(400, 'malformed_upload')
}

function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined
}
