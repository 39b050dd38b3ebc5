import type { Request, RequestHandler, Response } from 'express'
import type { z } from 'zod'
import type { UserActor } from '../../models/actor.js'
import type { Origin } from '../../models/audits/index.js'
import type { AreaVerb, TicketVerb } from '../../models/may.js'
import type { TicketRecord } from '../../models/tickets/index.js'
import type { UserRecord } from '../../models/users/index.js'
import type { Web } from '../web.js'

/**
 * Who may call a route: anyone; any signed-in user; who has a right in an area; who has a right on the ticket that
 * `:number` names, or on the ticket of the message or file that `:id` names; or who has both.
 */
export type Permission =
  'anyone' | 'user' | { area?: AreaVerb; ticket?: TicketVerb; message?: TicketVerb; attachment?: TicketVerb }

type Schema = z.ZodType | undefined
type Out<S> = S extends z.ZodType ? z.output<S> : undefined

/** What a handler is called with: checked input and who asks. */
export interface Call<P, Q, B> {
  web: Web
  params: P
  query: Q
  body: B
  /** The ticket that the permission was asked of, where it was. */
  ticket: TicketRecord
  actor: UserActor
  user: UserRecord
  origin: Origin & { actor: UserActor }
  req: Request
  res: Response
}

export interface RouteSpec<P extends Schema, Q extends Schema, B extends Schema> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** Below /api/v1, in express' words: `/tickets/:number`. */
  path: string
  summary: string
  permission: Permission
  params?: P
  query?: Q
  body?: B
  /** Middleware before the handler, for what is not JSON. */
  before?: (web: Web) => RequestHandler
  /** Media type of a body that is not JSON, for the description. */
  consumes?: string
  /** Status to what is answered; null is an answer without a JSON body. The first is what a plain result gets. */
  responses: Record<number, z.ZodType | null>
  /** Gives the answer's body, an `answer` with a status of its own, or `alreadySent`. */
  handler(call: Call<Out<P>, Out<Q>, Out<B>>): Promise<unknown>
}

/** A route with its types forgotten, for the table of all of them. */
export type AnyRoute = RouteSpec<Schema, Schema, Schema>

/** States one route: what is written here is what is checked, mounted and described. */
export function route<
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
>(spec: RouteSpec<P, Q, B>): AnyRoute {
  return spec
}

/** An answer with another status than the route's first. */
export interface Answer {
  readonly status: number
  readonly body: unknown
}

const answers = new WeakSet<object>()

export function answer(status: number, body?: unknown): Answer {
  const made = { status, body }
  answers.add(made)
  return made
}

export function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && answers.has(value)
}

/** Returned by a handler that has answered through `res` itself. */
export const alreadySent = Symbol('already sent')
