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
  let readSeq = 0
  const inOrder = (): WidgetMessage[] => [...known.values()].sort((a, b) => a.seq - b.seq)

  const nodeOf = (key: string, name: string): HTMLElement => {
    const node = nodes.get(key) ?? piece(name)
    nodes.set(key, node)
    return node
  }

  const draw = (waiting: OutboxEntry[]): void => {
    const items = [...inOrder().map((message) => toItem(message, readSeq)), ...waiting.map(toWaitingItem)]
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
      for (const message of messages) known.set(message.id, message)
    },
    readUpTo: (seq) => (readSeq = Math.max(readSeq, seq)),
    draw,
    messages: inOrder,
    lastSeq: () => Math.max(0, ...[...known.values()].map(({ seq }) => seq)),
    clear: () => {
      known.clear()
      readSeq = 0
      nodes.clear()
      holder.replaceChildren()
    },
  }
} // prettier-ignore

/** What was read stays read: the word of it may even come before the message. */
function toItem(message: WidgetMessage, readSeq: number): Item {
  const isRead = message.from === 'visitor' && message.seq <= readSeq
  return { key: message.clientId ?? message.id, message: isRead ? { ...message, state: 'read' } : message }
}

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

/** Moves as little as possible: what a screen reader has read is not put in anew. */
function arrange(holder: HTMLElement, wanted: HTMLElement[]): void {
  const keep = new Set<Element>(wanted)
  for (const child of [...holder.children]) if (!keep.has(child)) child.remove()
  wanted.forEach((node, index) => {
    if (holder.children[index] !== node) holder.insertBefore(node, holder.children[index] ?? null)
  })
}
