import { io, type Socket } from 'socket.io-client'
import type { WidgetMessage, WidgetMissed, WidgetSend, WidgetStatus } from '../../types/widget.js'
import type { Answer } from './server.js'

/** What comes over the socket by itself. */
export interface LineHandlers {
  message: (message: WidgetMessage) => void
  typing: (event: { name: string; on: boolean }) => void
  /** The next messages belong to this conversation. */
  conversation: (event: { publicId: string; number: number }) => void
  /** An agent has read up to here. */
  read: (event: { seq: number }) => void
  status: (status: WidgetStatus) => void
  ended: () => void
  mailed: () => void
  /** The line stands, again or for the first time. */
  up: () => void
  down: () => void
  /** The server does not take our token. */
  refused: (code: string) => void
}

export interface Line {
  isUp: () => boolean
  message: (message: WidgetSend) => Promise<Answer<object>>
  since: (seq: number, conversation: string) => Promise<Answer<WidgetMissed>>
  history: (before: number) => Promise<Answer<{ messages: WidgetMessage[]; more: boolean }>>
  rate: (score: number, comment: string) => Promise<Answer<object>>
  end: () => Promise<Answer<object>>
  typing: (on: boolean) => void
  read: (seq: number) => void
  close: () => void
}

/** A visitor's live connection. WebSocket first, long polling where it does not get through. */
export function openLine(base: string, token: () => string, handlers: LineHandlers): Line {
  const socket = io(`${base}/widget`, {
    auth: (give) => give({ token: token() }),
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 15_000,
    withCredentials: false,
    forceNew: true,
  })
  for (const name of ['message', 'conversation', 'typing', 'read', 'status', 'ended', 'mailed'] as const)
    socket.on(name, handlers[name] as (event: unknown) => void)
  socket.on('connect', handlers.up)
  socket.on('disconnect', (reason) => {
    handlers.down()
    // A server that ends the connection itself is not tried again by the client on its own.
    if (reason === 'io server disconnect') handlers.refused('token_invalid')
  })
  socket.on('connect_error', (error: Error & { data?: { code?: string } }) => {
    handlers.down()
    if (error.data?.code) handlers.refused(error.data.code)
  })
  return {
    isUp: () => socket.connected,
    message: (message) => request(socket, 'message', message),
    since: (seq, conversation) =>
      request(socket, 'since', { seq, ...(conversation ? { conversation } : {}) }),
    history: (before) => request(socket, 'history', { before }),
    rate: (score, comment) => request(socket, 'rate', { score, comment }),
    end: () => request(socket, 'end', {}),
    typing: (on) => socket.volatile.emit('typing', { on }),
    read: (seq) => socket.connected && socket.emit('read', { seq }),
    close: () => void socket.removeAllListeners().disconnect(),
  }
}

async function request<T>(socket: Socket, name: string, input: unknown): Promise<Answer<T>> {
  if (!socket.connected) return { code: 'offline' }
  try {
    const body = (await socket.timeout(10_000).emitWithAck(name, input)) as T & { error?: { code: string } }
    return body.error ? { code: body.error.code } : { body }
  } catch {
    // Nobody knows whether it arrived; what is sent again carries the same client id.
    return { code: 'offline' }
  }
}
