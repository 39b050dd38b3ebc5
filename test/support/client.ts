import { io, type Socket } from 'socket.io-client'
import type { Push } from '../../views/types.js'
import { goodPassword } from './people.js'

export interface Reply<T = Record<string, unknown>> {
  status: number
  headers: Headers
  body: T
  text: string
}

export interface RequestOptions {
  body?: unknown
  headers?: Record<string, string>
}

/** Somebody who talks to a running app: by a session's cookie, by a token, or as nobody. */
export interface Client {
  cookie: string
  token: string
  request<T = Record<string, unknown>>(
    method: string,
    path: string,
    options?: RequestOptions,
  ): Promise<Reply<T>>
  get<T = Record<string, unknown>>(path: string, headers?: Record<string, string>): Promise<Reply<T>>
  post<T = Record<string, unknown>>(
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Reply<T>>
  /** A form as a browser without JavaScript posts it. */
  form(path: string, fields: Record<string, string>): Promise<Reply>
  signIn(email: string): Promise<this>
  socket(options?: { token?: string }): Promise<LiveClient>
}

/** @param url of a started app */
export function makeClient(url: string, token = ''): Client {
  const client: Client = {
    cookie: '',
    token,
    async request<T>(method: string, path: string, { body, headers = {} }: RequestOptions = {}) {
      const raw = typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData
      const response = await fetch(new URL(path, url), {
        method,
        redirect: 'manual',
        headers: {
          'accept-language': 'en',
          'sec-fetch-site': 'same-origin',
          ...(client.cookie ? { cookie: client.cookie } : {}),
          ...(client.token ? { authorization: `Bearer ${client.token}` } : {}),
          ...(body !== undefined && !raw ? { 'content-type': 'application/json' } : {}),
          ...headers,
        },
        ...(body === undefined ? {} : { body: raw ? (body as string | FormData) : JSON.stringify(body) }),
      })
      keepCookie(client, response)
      return read<T>(response)
    },
    get: (path, headers = {}) => client.request('GET', path, { headers }),
    post: (path, body, headers = {}) => client.request('POST', path, { body, headers }),
    form: (path, fields) =>
      client.request('POST', path, {
        body: new URLSearchParams(fields).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
      }),
    async signIn(email) {
      const reply = await client.post('/api/v1/session', { email, password: goodPassword })
      if (reply.status !== 201) throw new Error(`not signed in: ${reply.text}`)
      return client
    },
    socket: (options = {}) => openSocket(url, client, options.token ?? client.token),
  }
  return client
}

function keepCookie(client: Client, response: Response): void {
  for (const cookie of response.headers.getSetCookie()) {
    const pair = cookie.split(';')[0] ?? ''
    if (pair.startsWith('redress.sid=')) client.cookie = pair
  }
}

async function read<T>(response: Response): Promise<Reply<T>> {
  const text = await response.text()
  const isJson = (response.headers.get('content-type') ?? '').includes('application/json')
  const body = isJson && text !== '' ? (JSON.parse(text) as T) : ({} as T)
  return { status: response.status, headers: response.headers, body, text }
}

/** A connected socket that remembers what it was told. */
export interface LiveClient {
  socket: Socket
  pushes: Push[]
  /** Asks with an acknowledgement. */
  ask<T = Record<string, unknown>>(event: string, data?: unknown): Promise<T>
  /** The first push, past or to come, that is like this. */
  push(isLike: (push: Push) => boolean, ms?: number): Promise<Push>
  /** Resolves when the server ends the connection. */
  ended: Promise<string>
  close(): void
}

async function openSocket(url: string, client: Client, token: string): Promise<LiveClient> {
  const socket = io(`${url}/agent`, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: client.cookie ? { cookie: client.cookie, origin: url } : {},
    auth: token ? { token } : {},
  })
  const pushes: Push[] = []
  socket.on('push', (push: Push) => pushes.push(push))
  const ended = new Promise<string>((resolve) => socket.once('disconnect', resolve))
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', (error) => {
      socket.close()
      reject(error)
    })
  })
  return {
    socket,
    pushes,
    ended,
    ask: (event, data) => socket.timeout(5_000).emitWithAck(event, data),
    push: (isLike, ms = 5_000) =>
      waitFor(
        () => pushes.find(isLike),
        ms,
        () => `no such push; came: ${JSON.stringify(pushes)}`,
      ),
    close: () => socket.close(),
  }
}

/** Looks again and again, shortly, until there is something. */
export async function waitFor<T>(
  look: () => T | undefined | Promise<T | undefined>,
  ms = 5_000,
  words = () => 'it did not happen',
): Promise<T> {
  const until = performance.now() + ms
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    if (performance.now() > until) throw new Error(words())
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
