import type { Request } from 'express'
import type { Namespace, Socket } from 'socket.io'
import { minutes, nowMs } from '../lib/clock.js'
import { AppError, describeError, Forbidden, Invalid } from '../lib/errors.js'
import { sha256 } from '../lib/ids.js'
import type { UserActor } from '../models/actor.js'
import { bySession, viewerOfToken } from '../http/middleware/authenticate.js'
import type { Web } from '../http/web.js'
import { presenceInput, sinceInput, subscribeInput, typingInput } from './messages.js'
import { leave, showPresence } from './presence.js'
import { rooms } from './rooms.js'
import { missed, subscribe } from './subscriptions.js'

/** What is kept of a socket. */
export interface AgentData {
  actor: UserActor
  /** A bearer token when it did not come by a session. */
  token: string | null
  /** Numbers of the tickets it follows, with their ids. */
  tickets: Map<number, string>
  /** When it last said something, for the limit of what it may say. */
  said: { since: number; count: number }
}

type Events = Record<string, (...args: never[]) => void>
export type AgentServer = Namespace<Events, Events, Events, AgentData>
export type AgentSocket = Socket<Events, Events, Events, AgentData>

const recheckEvery = minutes(1)
/** How much one socket may say in ten seconds. */
const mostSaid = 100

/** Lets signed-in people in and answers what they ask; whoever is nobody is turned away with `not_signed_in`. */
export function connectAgents(agents: AgentServer, web: Web): void {
  agents.use((socket, next) => {
    admit(socket).then(
      () => next(),
      (error: unknown) => next(refusal(error)),
    )
  })
  agents.on('connection', (socket) => {
    answer(socket, web, 'subscribe', (input) => subscribe(agents, socket, web, parsed(subscribeInput, input)))
    answer(socket, web, 'since', (input) => missed(socket, web, parsed(sinceInput, input)))
    answer(socket, web, 'presence', (input) => showPresence(agents, socket, parsed(presenceInput, input)))
    answer(socket, web, 'typing', (input) =>
      showPresence(agents, socket, { ...parsed(typingInput, input), state: 'typing' }),
    )
    socket.on('disconnecting', () => leave(agents, socket))
  })
}

/** Looks again, once a minute, whether each socket's person may still be here with the same rights. */
export function startRechecks(agents: AgentServer, web: Web): { stop(): void } {
  const timer = setInterval(() => {
    for (const socket of agents.sockets.values()) {
      recheck(socket).catch((error: unknown) => {
        // Without the database nothing can be said of anybody's rights; the next minute asks again.
        web.log.warn('socket not rechecked', { error: describeError(error) })
      })
    }
  }, recheckEvery)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

/** Disconnects a socket whose session has ended or whose person has other rights now. */
export async function recheck(socket: AgentSocket): Promise<void> {
  const actor = await identify(socket).catch((error: unknown) => {
    if (error instanceof Forbidden) return null
    throw error
  })
  if (!actor || rightsOf(actor) !== rightsOf(socket.data.actor)) socket.disconnect(true)
}

async function admit(socket: AgentSocket): Promise<void> {
  const token: unknown = socket.handshake.auth['token']
  socket.data.token = typeof token === 'string' ? token : null
  const actor = await identify(socket)
  Object.assign(socket.data, { actor, tickets: new Map(), said: { since: 0, count: 0 } })
  await socket.join(rooms.user(actor.id))
  if (socket.data.token === null) await socket.join(rooms.session(sha256(requestOf(socket).sessionID)))
}

/** @throws Forbidden('not_signed_in' | 'token_invalid') */
async function identify(socket: AgentSocket): Promise<UserActor> {
  if (socket.data.token !== null) return (await viewerOfToken(socket.data.token)).actor
  const req = requestOf(socket)
  await reload(req)
  const viewer = await bySession(req)
  if (!viewer) throw new Forbidden('not_signed_in', { status: 401 })
  return viewer.actor
}

/** Reads the session as it is now; one that has ended is nobody's. */
function reload(req: Request): Promise<void> {
  const session = req.session as Request['session'] | undefined
  if (session?.userId === undefined) return Promise.resolve()
  return new Promise((resolve, reject) => {
    session.reload((error: unknown) => {
      if (error) reject(new Forbidden('not_signed_in', { status: 401 }))
      else resolve()
    })
  })
}

function requestOf(socket: AgentSocket): Request {
  return socket.request as Request
}

function answer(
  socket: AgentSocket,
  web: Web,
  name: string,
  run: (input: unknown) => Promise<unknown>,
): void {
  socket.on(name, (...args: unknown[]) => {
    const reply = args.find((arg) => typeof arg === 'function') as ((result: unknown) => void) | undefined
    if (saysTooMuch(socket)) {
      socket.disconnect(true)
      return
    }
    // A throw while reading the input must be an answer as well: thrown on, it would end the process.
    Promise.resolve(args[0])
      .then(run)
      .then(
        (result) => reply?.(result ?? {}),
        (error: unknown) => reply?.({ error: faultOf(error, web) }),
      )
  })
}

function parsed<T>(
  schema: { safeParse(input: unknown): { success: true; data: T } | { success: false } },
  input: unknown,
): T {
  const result = schema.safeParse(input)
  if (!result.success) throw new Invalid('invalid_input')
  return result.data
}

function faultOf(error: unknown, web: Web): { code: string } {
  if (error instanceof AppError) return { code: error.code }
  web.log.error('socket event failed', { error: describeError(error) })
  return { code: 'internal' }
}

function refusal(error: unknown): Error {
  const code = error instanceof AppError ? error.code : 'storage_unavailable'
  return Object.assign(new Error(code), { data: { code } })
}

function saysTooMuch({ data }: AgentSocket): boolean {
  const at = nowMs()
  if (at - data.said.since > 10_000) data.said = { since: at, count: 0 }
  data.said.count += 1
  return data.said.count > mostSaid
}

function rightsOf({ role, teams }: UserActor): string {
  return `${role}:${[...teams].sort().join()}`
}
