import { io } from 'socket.io-client'
import type { Push, TicketRowView } from '../types.js'
import type { App } from './app.js'
import { find } from './dom.js'
import type { List } from './list.js'
import type { Scroll } from './scroll.js'
import type { Thread } from './thread.js'
import type { Unread } from './title.js'
import { startWatchers, type Present } from './watchers.js'

export interface Live {
  /** Tells the server which ticket is open, so that pushes for it come; those for lists come anyway. */
  subscribe: () => void
}

/** What the server answers to `since`: what was missed, in order, or that it is too much to tell. */
interface Missed {
  pushes?: Push[]
  seq?: number
  reload?: boolean
}

/** Everything live comes through here: one socket, pushes into thread and list, and asking for what was missed. */
export function startLive(app: App, parts: { thread: Thread; list: List; unread: Unread; scroll: Scroll; reconnected: () => void }): Live {
  const { thread, list, unread } = parts
  const socket = io('/agent', { transports: ['websocket', 'polling'], reconnectionDelayMax: 5_000 })
  const subscribe = (): void => {
    if (!socket.connected) return
    const asked = { tickets: thread.number() ? [thread.number()] : [], views: true }
    socket.emit('subscribe', asked, ({ present = [] }: { present?: Present[] }) => watchers.opened(present))
  }
  const say = (state: 'viewing' | 'typing'): void => {
    if (socket.connected && thread.number()) socket.emit('presence', { ticket: thread.number(), state })
  }
  const watchers = startWatchers(app, { number: thread.number, scroll: parts.scroll, say })
  let catching = false
  const catchUp = async (): Promise<void> => {
    const number = thread.number()
    if (!number || catching) return
    catching = true
    try {
      const missed = (await socket.timeout(5_000).emitWithAck('since', { [number]: thread.seq() })) as Missed
      if (missed.reload || !missed.pushes || missed.pushes.some((push) => !push.partial)) await thread.reload()
      else for (const push of missed.pushes) thread.apply(push)
      const last = missed.pushes?.at(-1)?.seq ?? 0
      if (!missed.reload && thread.number() === number) thread.setSeq(Math.max(last, missed.seq ?? 0))
    } catch {
      // No answer in time: the page itself is always right.
      await thread.reload()
    } finally {
      catching = false
    }
  }
  socket.on('push', (push: Push) => {
    unread.count(push)
    if (push.partial === 'tickets/row') list.rowPushed(push.view as TicketRowView)
    if (push.ticket !== thread.number()) return
    // A push that was too long comes without its view; the page has it.
    if (!push.partial) void thread.reload()
    else if (push.partial !== 'tickets/row') thread.apply(push)
    if (push.seq > thread.seq() + 1) void catchUp()
    else thread.setSeq(push.seq)
  })
  socket.on('counts', list.showCounts)
  socket.on('presence', watchers.heard)
  // The server's own memory has a gap: nothing that is shown can be trusted to be complete.
  socket.on('reload', () => {
    void thread.reload()
    list.refresh()
  })
  const banner = startBanner(app)
  let wasConnected = false
  socket.on('connect', () => {
    banner(wasConnected ? 'restored' : 'connected')
    subscribe()
    if (wasConnected) {
      void catchUp()
      list.refresh()
      parts.reconnected()
    }
    wasConnected = true
  })
  socket.on('disconnect', (reason) => banner(reason === 'io server disconnect' ? 'gone' : 'offline'))
  socket.on('connect_error', () => banner(socket.active ? (wasConnected ? 'offline' : 'connecting') : 'gone'))
  return { subscribe }
} // prettier-ignore

type State = 'connecting' | 'offline' | 'restored' | 'connected' | 'gone'

/** Shows trouble only after a moment, so that a blink of the network does not flash. */
function startBanner({ t }: App): (state: State) => void {
  let timer = 0
  let shown = false
  const show = (state: State): void => {
    const element = find('[data-connection]')
    if (!element) return
    element.dataset['state'] = state
    element.textContent = t(`live.${state}`)
    element.hidden = false
    shown = true
  }
  const hide = (): void => {
    const element = find('[data-connection]')
    if (element) element.hidden = true
    shown = false
  }
  return (state) => {
    clearTimeout(timer)
    if (state === 'connected' || (state === 'restored' && !shown)) hide()
    else if (state === 'restored') {
      show(state)
      timer = window.setTimeout(hide, 3_000)
    } else timer = window.setTimeout(() => show(state), shown ? 0 : 1_500)
  }
}
