import type { Request } from 'express'
import { Forbidden } from '../lib/errors.js'
import type { UserActor } from '../models/actor.js'
import type { Origin } from '../models/audits/index.js'
import type { UserRecord } from '../models/users/index.js'

/** Who is asking, and how they have proved it. */
export interface Viewer {
  user: UserRecord
  actor: UserActor
  via: 'session' | 'token'
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace Express {
    interface Request {
      viewer?: Viewer
      /** Names this request in logs and in answers about faults. */
      requestId: string
    }
  }
}

/** The signed-in user of a request. @throws Forbidden('not_signed_in', 401) */
export function viewerOf(req: Request): Viewer {
  if (!req.viewer) throw new Forbidden('not_signed_in', { status: 401 })
  return req.viewer
}

/** Who does it and from where, for audit rows. */
export function originOf(req: Request): Origin & { actor: UserActor } {
  const { actor } = viewerOf(req)
  return req.ip === undefined ? { actor } : { actor, ip: req.ip }
}
