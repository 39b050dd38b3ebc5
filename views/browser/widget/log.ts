import { dayNumber } from '../../helpers/dates.js'
import type { WidgetMessage } from '../../types/widget.js'
import { fillBubble, fillDay, type Item, type Look } from './bubble.js'
import type { OutboxEntry } from './outbox.js'
import { part, piece } from './page.js'

export interface Log {
  /** Takes messages in, whichever way and however often they come. */
  take: (messages: WidgetMessage[]) => void
  /** An agent has read up to this number. */
  readUpTo: (seq: number) => void
  draw: (waiting: OutboxEntry[]) => void
  messages: () => WidgetMessage[]
  lastSeq: () => number
  clear: () => void
}

/** The conversation on the screen. A message keeps its element from the visitor's Enter to the agent's reading it. */
export function makeLog(look: Look): Log {
  const known = new Map<string, WidgetMessage>()
  const nodes = new Map<string, HTMLElement>()
  const holder = part('log')
  const inOrder = (): WidgetMessage[] => [...known.values()].sort((a, b) => a.seq - b.seq)

  const nodeOf = (key: string, name: string): HTMLElement => {
    const node = nodes.get(key) ?? piece(name)
    nodes.set(key, node)
    return node
  }

  const draw = (waiting: OutboxEntry[]): void => {
    const items = [...inOrder().map(toItem), ...waiting.map(toWaitingItem)]
    const lastOwn = items.findLast(({ message }) => message.from === 'visitor')?.key
    const wanted: HTMLElement[] = []
    items.forEach((item, index) => {
      const before = items[index - 1]?.message
      const sameDay = before !== undefined && dayNumber(before.at, look.zone) === dayNumber(item.message.at, look.zone)
      if (!sameDay) {
        const day = nodeOf(`day:${item.key}`, 'day')
        fillDay(day, item.message.at, look)
        wanted.push(day)
      }
      const node = nodeOf(item.key, 'message')
      const next = sameDay && before.from === item.message.from && before.name === item.message.name
      fillBubble(node, item, look, { next, last: item.key === lastOwn })
      wanted.push(node)
    })
    arrange(holder, wanted)
  }

  return {
    take: (messages) => {
      for (const message of messages) known.set(message.id, merged(known.get(message.id), message))
    },
    readUpTo: (seq) => {
      for (const message of known.values()) if (message.from === 'visitor' && message.seq <= seq) message.state = 'read'
    },
    draw,
    messages: inOrder,
    lastSeq: () => Math.max(0, ...[...known.values()].map(({ seq }) => seq)),
    clear: () => {
      known.clear()
      nodes.clear()
      holder.replaceChildren()
    },
  }
} // prettier-ignore

const toItem = (message: WidgetMessage): Item => ({ key: message.clientId ?? message.id, message })

function toWaitingItem({ clientId, text, at, attachments, state, code }: OutboxEntry): Item {
  const message: WidgetMessage = {
    id: clientId,
    seq: 0,
    clientId,
    from: 'visitor',
    name: '',
    text,
    at,
    attachments,
  }
  return { key: clientId, message, outbox: { state, code } }
}

/** What was read stays read, whichever news comes last. */
function merged(old: WidgetMessage | undefined, fresh: WidgetMessage): WidgetMessage {
  return old?.state === 'read' ? { ...fresh, state: 'read' } : { ...fresh }
}

/** Moves as little as possible: what a screen reader has read is not put in anew. */
function arrange(holder: HTMLElement, wanted: HTMLElement[]): void {
  const keep = new Set<Element>(wanted)
  for (const child of [...holder.children]) if (!keep.has(child)) child.remove()
  wanted.forEach((node, index) => {
    if (holder.children[index] !== node) holder.insertBefore(node, holder.children[index] ?? null)
  })
}
