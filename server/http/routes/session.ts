import type { Request } from 'express'
import { z } from 'zod'
import { sha256 } from '../../lib/ids.js'
import { areaPermissions, may } from '../../models/may.js'
import * as users from '../../models/users/index.js'
import { route, type AnyRoute } from '../api/route.js'
import { locale, user } from '../api/schemas.js'
import { userJson } from '../api/shapes.js'
import { beginSession, endSession } from '../sessions.js'
import { viewerOf } from '../viewer.js'
import type { Web } from '../web.js'
import { isTimeZone } from '../../lib/time-zone.js'

const me = user.extend({ may: z.array(z.string()), via: z.enum(['session', 'token']) })

export const sessionRoutes: AnyRoute[] = [
  route({
    method: 'post',
    path: '/session',
    summary: 'Sign in with e-mail and password; answers with the session cookie',
    permission: 'anyone',
    body: z.strictObject({ email: z.string().min(1).max(320), password: z.string().min(1).max(1_000) }),
    responses: { 201: user },
    async handler({ web, req, body }) {
      const ip = req.ip ?? ''
      await web.limits.signIn(body.email, ip)
      const found = await users.signIn(body.email, body.password)
      await web.limits.signedIn(body.email, ip)
      await beginSession(req, found)
      return userJson(found)
    },
  }),
  route({
    method: 'delete',
    path: '/session',
    summary: 'Sign out; the session is over everywhere',
    permission: 'user',
    responses: { 204: null },
    handler: ({ web, req }) => signOut(web, req),
  }),
  route({
    method: 'get',
    path: '/me',
    summary: 'Who is signed in, and what they may do beside tickets',
    permission: 'user',
    responses: { 200: me },
    handler: ({ user: found, actor, req }) => Promise.resolve(meJson(found, actor, viewerOf(req).via)),
  }),
  route({
    method: 'patch',
    path: '/me',
    summary: "Change one's own name, language or time zone",
    permission: 'user',
    body: z.strictObject({
      name: z.string().trim().min(1).max(200).optional(),
      locale: locale.optional(),
      timeZone: z.string().max(64).refine(isTimeZone, 'must be an IANA time zone').optional(),
    }),
    responses: { 200: user },
    async handler({ web, actor, origin, body }) {
      const changed = await users.update(actor.id, definedOf(body), origin)
      web.names.forget()
      return userJson(changed)
    },
  }),
  route({
    method: 'put',
    path: '/me/password',
    summary: "Change one's own password; every other session ends",
    permission: 'user',
    body: z.strictObject({ current: z.string().min(1).max(1_000), next: z.string().min(1).max(1_000) }),
    responses: { 204: null },
    async handler({ web, req, actor, body }) {
      const changed = await users.changePassword(actor.id, body, req.ip)
      web.disconnect?.(`user:${actor.id}`)
      if (viewerOf(req).via === 'session') await beginSession(req, changed)
    },
  }),
]

/** Ends this session and the sockets that it opened; a token stays what it is. */
export async function signOut(web: Web, req: Request): Promise<void> {
  if (viewerOf(req).via === 'token') return
  const hash = sha256(req.sessionID)
  await endSession(req)
  web.disconnect?.(`session:${hash}`)
}

function meJson(
  found: users.UserRecord,
  actor: ReturnType<typeof users.actorOf>,
  via: 'session' | 'token',
): z.input<typeof me> {
  const areas = Object.keys(areaPermissions) as (keyof typeof areaPermissions)[]
  return { ...userJson(found), may: areas.filter((area) => may(actor, area)), via }
}

/** Without the keys that were not given, which `exactOptionalPropertyTypes` tells apart from undefined. */
export function definedOf<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never
}
