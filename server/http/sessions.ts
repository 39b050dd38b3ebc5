import MongoStore from 'connect-mongo'
import type { Request, RequestHandler } from 'express'
import session, { type SessionData } from 'express-session'
import mongoose from 'mongoose'
import { days, hours, minutes, nowMs } from '../lib/clock.js'
import { sha256 } from '../lib/ids.js'
import { shortCache } from '../models/short-cache.js'
import type { UserRecord } from '../models/users/index.js'
import type { FlashView } from '../../views/types.js'

/** How long a session lives without being used, and at most. */
const idle = hours(12)
const absolute = days(7)
/** How stale `seenAt` may be: a session is written at most this often. */
const seenEvery = minutes(5)

declare module 'express-session' {
  interface SessionData {
    userId: string
    /** Milliseconds; a session made under another password is over. */
    passwordChangedAt: number
    signedInAt: number
    seenAt: number
    flash: FlashView
  }
}

export interface SessionOptions {
  secret: string
  secure: boolean
}

/**
 * Sessions in MongoDB under hashed ids, so that a copy of the database opens no session. Reads are believed for 5 s in
 * this process; what this process writes or ends is seen at once.
 */
export function makeSessions({ secret, secure }: SessionOptions): RequestHandler {
  return session({
    name: 'redress.sid',
    secret,
    store: cached(makeStore()),
    resave: false,
    saveUninitialized: false,
    proxy: true,
    cookie: { httpOnly: true, sameSite: 'lax', secure, maxAge: absolute, path: '/' },
  })
}

/** Starts a session for a user under a new id, so that an id from before the sign-in is worth nothing. */
export async function beginSession(req: Request, user: UserRecord): Promise<void> {
  await settled((done) => req.session.regenerate(done))
  Object.assign(req.session, {
    userId: user._id.toHexString(),
    passwordChangedAt: user.passwordChangedAt.getTime(),
    signedInAt: nowMs(),
    seenAt: nowMs(),
  })
  await settled((done) => req.session.save(done))
}

/** Ends the session here and in the database. */
export async function endSession(req: Request): Promise<void> {
  await settled((done) => req.session.destroy(done))
}

/** Whether a session may still be used now. */
export function isFresh(data: Partial<SessionData>): boolean {
  const at = nowMs()
  return at - (data.signedInAt ?? 0) < absolute && at - (data.seenAt ?? 0) < idle
}

/** Notes that a session is in use, at most every five minutes. */
export function noteSeen(data: Partial<SessionData>): void {
  if (nowMs() - (data.seenAt ?? 0) > seenEvery) data.seenAt = nowMs()
}

function makeStore(): session.Store {
  return MongoStore.create({
    client: mongoose.connection.getClient(),
    dbName: mongoose.connection.db?.databaseName ?? 'redress',
    collectionName: 'sessions',
    ttl: absolute / 1_000,
    touchAfter: absolute / 1_000,
    transformId: sha256,
    autoRemove: 'native',
  })
}

/** Answers repeated reads from memory; each reader gets a copy of its own, since express-session writes into it. */
function cached(store: session.Store): session.Store {
  const memory = shortCache<string>(5_000, 5_000)
  const { get, set, destroy } = {
    get: store.get.bind(store),
    set: store.set.bind(store),
    destroy: store.destroy.bind(store),
  }
  store.get = (sid, callback) => {
    memory
      .get(sid, () => read(get, sid))
      .then((text) => callback(null, JSON.parse(text) as SessionData | null), callback)
  }
  store.set = (sid, data, callback) => {
    set(sid, data, (error?: unknown) => {
      memory.forget(sid)
      callback?.(error)
    })
  }
  store.destroy = (sid, callback) => {
    memory.forget(sid)
    destroy(sid, (error?: unknown) => {
      memory.forget(sid)
      callback?.(error)
    })
  }
  // `seenAt` within the data keeps the time of use; a touch would write the same once more.
  store.touch = (_sid, _data, callback) => callback?.()
  return store
}

function read(get: session.Store['get'], sid: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(sid, (error: unknown, data) => {
      if (error) reject(error instanceof Error ? error : new Error('session store failed', { cause: error }))
      else resolve(JSON.stringify(data ?? null))
    })
  })
}

function settled(start: (done: (error?: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => {
      if (error) reject(error instanceof Error ? error : new Error('session store failed', { cause: error }))
      else resolve()
    })
  })
}
