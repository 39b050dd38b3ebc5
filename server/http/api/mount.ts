import { Router, type Request, type RequestHandler, type Response } from 'express'
import { Types } from 'mongoose'
import type { z } from 'zod'
import { Invalid, NotFound } from '../../lib/errors.js'
import { assertMay } from '../../models/may.js'
import { attachmentById } from '../../models/attachments/index.js'
import * as messages from '../../models/messages/index.js'
import * as tickets from '../../models/tickets/index.js'
import { originOf, viewerOf } from '../viewer.js'
import type { Web } from '../web.js'
import { once } from './idempotency.js'
import {
  alreadySent,
  answer,
  isAnswer,
  type AnyRoute,
  type Answer,
  type Call,
  type Permission,
} from './route.js'

/** Puts routes on a router: permission, input, handler, answer, in this order. */
export function mount(routes: readonly AnyRoute[], web: Web): Router {
  const router = Router({ strict: false })
  for (const route of routes) {
    const before = route.before ? [route.before(web)] : []
    router[route.method](route.path, signedIn(route.permission), ...before, handle(route, web))
  }
  return router
}

/** Asked before a body is read, so that strangers cost nothing. */
function signedIn(permission: Permission): RequestHandler {
  return (req, _res, next) => {
    if (permission !== 'anyone') viewerOf(req)
    next()
  }
}

function handle(route: AnyRoute, web: Web): RequestHandler {
  return async (req, res) => {
    const params = parseParams(route.params, req.params)
    const ticket = await permit(route.permission, req)
    const query = parse(route.query, req.query, 'query')
    const body = parse(route.body, req.body ?? {}, 'body')
    const run = async (): Promise<Answer | null> =>
      toAnswer(
        route,
        await route.handler({
          ...callOf(req, res, web, route.permission),
          params,
          query,
          body,
          ticket,
        } as never),
      )
    const result = route.method === 'get' ? await run() : await once(req, run)
    if (result) send(res, result)
  }
}

function callOf(
  req: Request,
  res: Response,
  web: Web,
  permission: Permission,
): Partial<Call<unknown, unknown, unknown>> {
  if (permission === 'anyone') return { web, req, res }
  const { actor, user } = viewerOf(req)
  return { web, req, res, actor, user, origin: originOf(req) }
}

/** @returns the ticket that the right was asked of, or null. @throws Forbidden('not_allowed'), NotFound */
async function permit(permission: Permission, req: Request): Promise<tickets.TicketRecord | null> {
  if (typeof permission === 'string') return null
  const { actor } = viewerOf(req)
  const ticket = await ticketOf(permission, req)
  const verb = permission.ticket ?? permission.message ?? permission.attachment
  if (ticket && verb) assertMay(actor, verb, ticket)
  if (permission.area) assertMay(actor, permission.area)
  return ticket
}

/** The ticket that a route is about, for who may see it; null when it is about none. */
async function ticketOf(
  permission: Exclude<Permission, string>,
  req: Request,
): Promise<tickets.TicketRecord | null> {
  const { actor } = viewerOf(req)
  if (permission.ticket) return tickets.byNumber(ticketNumber(req), actor)
  if (permission.message) {
    const message = await messages.messageById(idOf(req, 'message_not_found'))
    return tickets.byId(message.ticket, actor)
  }
  if (!permission.attachment) return null
  const file = await attachmentById(idOf(req, 'attachment_not_found'))
  // An upload that waits for its message belongs to no ticket yet: it is its maker's alone.
  if (file.ticket === null && file.by.id !== actor.id) throw new NotFound('attachment_not_found')
  return file.ticket === null ? null : tickets.byId(file.ticket, actor)
}

function ticketNumber(req: Request): number {
  const text = String(req.params['number'])
  if (!/^[1-9]\d{0,11}$/.test(text)) throw new NotFound('ticket_not_found')
  return Number(text)
}

function idOf(req: Request, code: string): Types.ObjectId {
  const text = String(req.params['id'])
  if (!/^[0-9a-f]{24}$/.test(text)) throw new NotFound(code)
  return new Types.ObjectId(text)
}

/** Names in a path that cannot be are names of nothing. @throws NotFound('not_found') */
function parseParams(schema: z.ZodType | undefined, given: unknown): unknown {
  if (!schema) return undefined
  const parsed = schema.safeParse(given)
  if (!parsed.success) throw new NotFound('not_found')
  return parsed.data
}

/** @throws Invalid('invalid_input') naming each field at fault */
export function parse(schema: z.ZodType | undefined, given: unknown, part: 'query' | 'body'): unknown {
  if (!schema) return undefined
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.map((issue) => ({
    field: issue.path.join('.') || ('keys' in issue ? issue.keys.join(', ') : ''),
    code: issue.code,
    problem: issue.message,
  }))
  throw new Invalid('invalid_input', { part, fields })
}

function toAnswer(route: AnyRoute, result: unknown): Answer | null {
  if (result === alreadySent) return null
  if (isAnswer(result)) return result
  return answer(Number(Object.keys(route.responses)[0] ?? 200), result)
}

function send(res: Response, { status, body }: Answer): void {
  if (body === undefined) res.status(status).end()
  else res.status(status).json(body)
}
