import type { App } from './app.js'
import { dataNumber, find, findAll } from './dom.js'
import type { Scroll } from './scroll.js'

/** How long a message has to be in view before it counts as read. */
const readAfter = 2_000

/**
 * Moves the composer's baseSeq (what the writer has seen) forward: over one's own words and internal ones at once, over
 * others' when they have been in view for a moment. The server refuses a reply that would pass over unread words.
 * @returns to be called after the thread changed
 */
export function startSight(app: App, scroll: Scroll): () => void {
  let timer = 0
  const look = (): void => {
    advance(app.boot.me.id)
    clearTimeout(timer)
    if (document.visibilityState !== 'visible' || !scroll.isAtEnd()) return
    const shown = messages()
    timer = window.setTimeout(() => {
      for (const message of shown) message.dataset['seen'] = 'yes'
      advance(app.boot.me.id)
    }, readAfter)
  }
  document.addEventListener('visibilitychange', look)
  document.addEventListener('scroll', look, { capture: true, passive: true })
  return look
}

function advance(me: string): void {
  const field = document.querySelector<HTMLInputElement>('[data-composer] [name="baseSeq"]')
  if (!field) return
  for (const message of messages()) {
    const seq = dataNumber(message, 'seq')
    if (seq <= Number(field.value)) continue
    const isKnown = message.dataset['seen'] === 'yes' || message.dataset['authorId'] === me
    if (!isKnown && (message.dataset['kind'] === 'in' || message.dataset['kind'] === 'reply')) return
    field.value = String(seq)
  }
}

function messages(): HTMLElement[] {
  const list = find('[data-list="messages/message"]')
  return list ? findAll('[data-partial="messages/message"]:not(.is-pending)', list) : []
}
