import { Router, type Request, type RequestHandler, type Response } from 'express'
import type { z } from 'zod'
import { Invalid, NotFound } from '../../lib/errors.js'
import { assertMay, type TicketVerb } from '../../models/may.js'
import { objectId } from '../../models/page.js'
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
  if ('area' in permission) {
    assertMay(actor, permission.area)
    return null
  }
  const [verb, ticket] = await ticketOf(permission, req)
  if (ticket) assertMay(actor, verb, ticket)
  return ticket
}

type TicketPermission = Exclude<Permission, string | { area: unknown }>

async function ticketOf(
  permission: TicketPermission,
  req: Request,
): Promise<[TicketVerb, tickets.TicketRecord | null]> {
  const { actor } = viewerOf(req)
  if ('ticket' in permission)
    return [permission.ticket, await tickets.byNumber(Number(req.params['number']), actor)]
  const id = objectId(String(req.params['id']))
  if ('message' in permission) {
    const message = await messages.messageById(id)
    return [permission.message, await tickets.byId(message.ticket, actor)]
  }
  const file = await attachmentById(id)
  // An upload that waits for its message belongs to no ticket yet: it is its maker's alone.
  if (file.ticket === null && file.by.id !== actor.id) throw new NotFound('attachment_not_found')
  return [permission.attachment, file.ticket === null ? null : await tickets.byId(file.ticket, actor)]
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
