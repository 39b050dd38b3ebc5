import type { RequestHandler } from 'express'
import { readAssets, type Assets } from '../../views/assets.js'
import type { AppContext } from './context.js'
import { makeCounts, type Counts } from './counts.js'
import { makeLimits, type Limits } from './limits.js'
import { makeNames, type Names } from './names.js'
import { makeSessions } from './sessions.js'

/** What every handler is passed: the process's context and the short memories that pages, API and sockets share. */
export interface Web extends AppContext {
  assets: Assets
  /** Reads the session of a request. */
  sessions: RequestHandler
  names: Names
  counts: Counts
  limits: Limits
  /** Ends the live connections in a room (see live/rooms.ts); set by `attachLive`. */
  disconnect?: (room: string) => void
}

const webs = new WeakMap<AppContext, Web>()

/** The one Web of a context, whoever asks first: app and sockets must share what they remember. */
export function webOf(ctx: AppContext): Web {
  const known = webs.get(ctx)
  if (known) return known
  const made: Web = {
    ...ctx,
    assets: ctx.assets ?? readAssets(),
    sessions: makeSessions({
      secret: ctx.sessionSecret,
      secure: ctx.config.web.publicBaseUrl.startsWith('https:'),
    }),
    names: makeNames(),
    counts: makeCounts(),
    limits: makeLimits(),
  }
  webs.set(ctx, made)
  return made
}
