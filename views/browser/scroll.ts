import type { App } from './app.js'
import { find, findAll } from './dom.js'

/** Keeps a reader where they are while messages come in, and offers the way down. */
export interface Scroll {
  /** Runs a change of the thread: who was at the end stays at the end, who was not stays put. */
  keep: (change: () => void) => void
  toEnd: () => void
  isAtEnd: () => boolean
  /** After another ticket was opened. */
  reset: () => void
}

export function makeScroll(app: App): Scroll {
  let missed = 0
  const scroller = (): HTMLElement | null => find('[data-scroller]')
  const isAtEnd = (): boolean => {
    const element = scroller()
    return !element || element.scrollHeight - element.scrollTop - element.clientHeight < 48
  }
  const show = (): void => {
    const button = find('[data-jump]')
    const text = find('[data-jump-text]')
    if (isAtEnd()) missed = 0
    if (button) button.hidden = isAtEnd()
    if (text)
      text.textContent = missed > 0 ? app.t('messages.jump_new', { count: missed }) : app.t('messages.jump')
  }
  const toEnd = (): void => {
    const element = scroller()
    if (element) element.scrollTop = element.scrollHeight
    show()
  }
  const keep = (change: () => void): void => {
    const wasAtEnd = isAtEnd()
    const before = findAll('[data-partial="messages/message"]').length
    change()
    if (wasAtEnd) toEnd()
    else missed += Math.max(0, findAll('[data-partial="messages/message"]').length - before)
    show()
  }
  document.addEventListener('scroll', show, { capture: true, passive: true })
  document.addEventListener('click', (event) => {
    if (event.target instanceof Element && event.target.closest('[data-jump]')) toEnd()
  })
  const reset = (): void => {
    missed = 0
    const target = location.hash ? document.getElementById(location.hash.slice(1)) : null
    if (target) target.scrollIntoView({ block: 'center' })
    else toEnd()
  }
  return { keep, toEnd, isAtEnd, reset }
}
