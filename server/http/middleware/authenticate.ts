import type { Request, RequestHandler } from 'express'
import { Forbidden } from '../../lib/errors.js'
import * as apiTokens from '../../models/api-tokens/index.js'
import * as users from '../../models/users/index.js'
import { isFresh, noteSeen } from '../sessions.js'
import type { Viewer } from '../viewer.js'

/**
 * Finds out who is asking: by `Authorization: Bearer`, else by the session cookie. Nobody is no error here.
 * @param sessions reads the session; skipped for programs with a token
 * @throws Forbidden('token_invalid', 401) for a bearer token that is not good
 */
export function authenticate(sessions: RequestHandler): RequestHandler {
  return async (req, res, next) => {
    const token = bearerOf(req.headers.authorization)
    if (token !== null) {
      req.viewer = await viewerOfToken(token)
      next()
      return
    }
    sessions(req, res, (error?: unknown) => {
      if (error) next(error)
      else
        bySession(req).then((viewer) => {
          if (viewer) req.viewer = viewer
          next()
        }, next)
    })
  }
}

/** The token of an Authorization header (RFC 6750 2.1), or null when there is none. */
export function bearerOf(header: string | undefined): string | null {
  const match = /^bearer +(\S+)$/i.exec(header ?? '')
  return match?.[1] ?? null
}

/** The user that a token speaks for. @throws Forbidden('token_invalid', 401) */
export async function viewerOfToken(secret: string): Promise<Viewer> {
  const token = await apiTokens.findBySecret(secret)
  const user = token ? await users.byId(token.user.toHexString()) : null
  if (!user || !users.isActive(user)) throw new Forbidden('token_invalid', { status: 401 })
  return { user, actor: users.actorOf(user), via: 'token' }
}

/** The user of a request's session while it is good: fresh, of an active user, made under the present password. */
export async function bySession(req: Pick<Request, 'session'>): Promise<Viewer | null> {
  // express-session gives every request a session; one that nobody signed in to has no user
  const data = req.session as Request['session'] | undefined
  if (data?.userId === undefined || !isFresh(data)) return null
  const user = await users.byId(data.userId)
  if (!user || !users.isActive(user)) return null
  if (user.passwordChangedAt.getTime() !== data.passwordChangedAt) return null
  noteSeen(data)
  return { user, actor: users.actorOf(user), via: 'session' }
}
