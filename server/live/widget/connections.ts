import type { Namespace, Socket } from 'socket.io'
import { minutes, nowMs } from '../../lib/clock.js'
import { AppError, describeError, Forbidden, Invalid } from '../../lib/errors.js'
import { wasSeen } from '../../models/chats/index.js'
import { chatDeskOf } from '../../http/widget/desk.js'
import { takeMessage } from '../../http/widget/take-message.js'
import { readerOfVisitor, visitorOf, type Visitor } from '../../http/widget/visitors.js'
import { toAppError } from '../../http/middleware/answer-errors.js'
import type { Web } from '../../http/web.js'
import { isOpaqueOrOurs } from './origin.js'
import { widgetRooms } from './rooms.js'
import { endTalk, history, missed, rateTalk, read, typing, type Side } from './talk.js'

/** What is kept of a visitor's socket. */
export interface WidgetData {
  token: string
  visitor: string
  ip: string
  /** When it last said something, for the limit of what it may say. */
  said: { since: number; count: number }
}

type Events = Record<string, (...args: never[]) => void>
export type WidgetServer = Namespace<Events, Events, Events, WidgetData>
export type WidgetSocket = Socket<Events, Events, Events, WidgetData>

/** How much one socket may say in ten seconds, and how many windows a visitor may have open in one process. */
const mostSaid = 60
const mostSockets = 10
const recheckEvery = minutes(1)

/** Lets visitors in by their token and answers what they ask. */
export function connectVisitors(side: Side): void {
  const { widgets, web } = side
  widgets.use((socket, next) => {
    admit(widgets, socket, web).then(
      () => next(),
      (error: unknown) => next(refusal(error)),
    )
  })
  widgets.on('connection', (socket) => {
    // Every word counts, also those nobody listens to.
    socket.use((_event, next) => {
      if (saysTooMuch(socket)) socket.disconnect(true)
      else next()
    })
    answer(socket, web, 'message', async (input, visitor) => {
      return { ok: true, ...(await takeMessage(input, visitor, socket.data.ip, web)) }
    })
    answer(socket, web, 'since', (input, visitor) => missed(socket, visitor, input))
    answer(socket, web, 'history', (input, visitor) => history(visitor, input))
    answer(socket, web, 'typing', (input, visitor) => typing(side, socket, visitor, input))
    answer(socket, web, 'read', (input, visitor) => read(visitor, input))
    answer(socket, web, 'end', (input, visitor) => endTalk(side, visitor, input))
    answer(socket, web, 'rate', (input, visitor) => rateTalk(visitor, input))
    socket.on('disconnect', () => {
      wasSeen(socket.data.visitor).catch((error: unknown) => {
        // The talk only seems older than it is.
        web.log.debug('visitor not noted', { error: describeError(error) })
      })
    })
  })
}

/** Looks again, once a minute, whether each visitor may still be here. */
export function startVisitorRechecks({ widgets, web }: Pick<Side, 'widgets' | 'web'>): { stop(): void } {
  const timer = setInterval(() => {
    for (const socket of widgets.sockets.values())
      visitorOf(socket.data.token, web).catch((error: unknown) => {
        if (error instanceof Forbidden) socket.disconnect(true)
        // Without the database nothing can be said of anybody; the next minute asks again.
        else web.log.warn('visitor not rechecked', { error: describeError(error) })
      })
  }, recheckEvery)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

async function admit(widgets: WidgetServer, socket: WidgetSocket, web: Web): Promise<void> {
  const { headers, auth, address } = socket.handshake
  if (!isOpaqueOrOurs(headers.origin, headers.host, web.config.web.publicBaseUrl))
    throw new Forbidden('site_not_allowed')
  const ip = web.config.web.trustProxy > 0 ? forwardedFor(headers['x-forwarded-for'], web.config.web.trustProxy, address) : address
  const token: unknown = auth['token']
  if (typeof token !== 'string' || token.length > 300) throw new Forbidden('token_invalid', { status: 401 })
  await chatDeskOf(web).limits.take('connect', ip)
  const visitor = await visitorOf(token, web)
  const room = widgetRooms.visitor(visitor.id)
  if ((widgets.adapter.rooms.get(room)?.size ?? 0) >= mostSockets) throw new Invalid('too_many_requests')
  Object.assign(socket.data, { token, visitor: visitor.id, ip, said: { since: 0, count: 0 } })
  await socket.join([room, widgetRooms.site(visitor.site.account._id)])
  const reader = await readerOfVisitor(visitor)
  if (reader) await socket.join(widgetRooms.talk(reader.ticket._id))
  if (visitor.chat) await wasSeen(visitor.id)
} // prettier-ignore

/** The address that the outermost trusted proxy saw, as express counts them. */
function forwardedFor(header: string | string[] | undefined, proxies: number, address: string): string {
  const seen = String(header ?? '').split(',').map((one) => one.trim()).filter(Boolean)
  return seen.at(-proxies) ?? seen[0] ?? address
} // prettier-ignore

function answer(
  socket: WidgetSocket,
  web: Web,
  name: string,
  run: (input: unknown, visitor: Visitor) => Promise<unknown>,
): void {
  socket.on(name, (...args: unknown[]) => {
    const reply = args.find((arg) => typeof arg === 'function') as ((result: unknown) => void) | undefined
    visitorOf(socket.data.token, web)
      .then((visitor) => run(typeof args[0] === 'function' ? undefined : args[0], visitor))
      .then(
        (result) => reply?.(result ?? { ok: true }),
        (error: unknown) => reply?.({ error: faultOf(error, web) }),
      )
  })
}

function faultOf(error: unknown, web: Web): { code: string } {
  const known = toAppError(error)
  if (known) return { code: known.code }
  web.log.error('visitor event failed', { error: describeError(error) })
  return { code: 'internal' }
}

function refusal(error: unknown): Error {
  const code = error instanceof AppError ? error.code : 'storage_unavailable'
  return Object.assign(new Error(code), { data: { code } })
}

function saysTooMuch({ data }: WidgetSocket): boolean {
  const at = nowMs()
  if (at - data.said.since > 10_000) data.said = { since: at, count: 0 }
  data.said.count += 1
  return data.said.count > mostSaid
}
