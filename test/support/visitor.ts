import { io, type Socket } from 'socket.io-client'
import type { WidgetMessage, WidgetSession } from '../../views/types/widget.js'
import {
  createAccount,
  type AccountInput,
  type ChannelAccountRecord,
} from '../../server/models/channel-accounts/index.js'
import type { JobContext } from '../../jobs/context.js'
import { waitFor } from './client.js'

export const shopOrigin = 'https://cicekpazari.example'

/** A site's widget that is always open, on the pages of `shopOrigin`. */
export function chatAccount(
  { secrets }: Pick<JobContext, 'secrets'>,
  input: Partial<AccountInput> = {},
): Promise<ChannelAccountRecord> {
  const settings = { allowedOrigins: [shopOrigin], ...input.settings }
  const usual: AccountInput = { channel: 'chat', key: 'cicek', name: 'Çiçek Pazarı', addresses: [], team: null, locale: 'tr', settings }
  return createAccount({ ...usual, ...input, settings }, secrets)
} // prettier-ignore

export type Told = Record<string, unknown>

/** A visitor's frame without its screen: a session and, once connected, a socket that remembers what it was told. */
export interface Visitor {
  session: WidgetSession
  socket: Socket
  /** What came under each event, in order. */
  told: Record<string, Told[]>
  messages: WidgetMessage[]
  say(text: string, more?: Told): Promise<Told>
  ask<T = Told>(event: string, data?: unknown): Promise<T>
  /** The first message, past or to come, that is like this. */
  message(isLike: (message: WidgetMessage) => boolean, ms?: number): Promise<WidgetMessage>
  /** The first of an event, past or to come. */
  heard(event: string, isLike?: (news: Told) => boolean, ms?: number): Promise<Told>
  close(): void
}

let clientIds = 0
/** An id as a frame makes one. */
export const newClientId = (): string => `client-${process.pid}-${++clientIds}`

/** Asks for a session as a frame does. @param more fields of the request, e.g. a token */
export async function askSession(url: string, more: Told = {}): Promise<{ status: number; body: WidgetSession & { error?: { code: string } } }> {
  const body = JSON.stringify({ site: 'cicek', parent: shopOrigin, lang: 'tr', ...more })
  const response = await fetch(`${url}/widget/session`, { method: 'POST', body, headers: { 'content-type': 'application/json', origin: 'null' } })
  return { status: response.status, body: (await response.json()) as WidgetSession & { error?: { code: string } } }
} // prettier-ignore

/** Opens a session and connects, as a frame in a sandbox: without an origin. */
export async function visit(url: string, more: Told = {}): Promise<Visitor> {
  const { status, body: session } = await askSession(url, more)
  if (status !== 200) throw new Error(`no session: ${status} ${JSON.stringify(session)}`)
  return connect(url, session)
}

export async function connect(url: string, session: WidgetSession, origin = 'null'): Promise<Visitor> {
  const socket = io(`${url}/widget`, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: { origin },
    auth: { token: session.token },
  })
  const told: Record<string, Told[]> = {}
  socket.onAny((name: string, news: Told) => (told[name] ??= []).push(news))
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', (error) => {
      socket.close()
      reject(error)
    })
  })
  const ask = <T>(event: string, data: unknown = {}) =>
    socket.timeout(5_000).emitWithAck(event, data) as Promise<T>
  const heard: Visitor['heard'] = (event, isLike = () => true, ms = 5_000) =>
    waitFor(() => told[event]?.find(isLike), ms, () => `no such ${event}; came: ${JSON.stringify(told)}`) // prettier-ignore
  return {
    session,
    socket,
    told,
    get messages() {
      return (told['message'] ?? []) as unknown as WidgetMessage[]
    },
    ask,
    say: (text, extra = {}) => ask('message', { clientId: newClientId(), text, attachments: [], ...extra }),
    message: async (isLike, ms) =>
      (await heard(
        'message',
        (news) => isLike(news as unknown as WidgetMessage),
        ms,
      )) as unknown as WidgetMessage,
    heard,
    close: () => socket.close(),
  }
}
