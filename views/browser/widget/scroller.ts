import { part } from './page.js'

export interface Scroller {
  /** Changes the log so that the reader stays where they are: at the end, or at what they look at further up. */
  keep: (change: () => void) => void
  toEnd: () => void
  /** Whether there are older messages to ask for. */
  more: (is: boolean) => void
}

const near = 80

/** @param older loads what came before and tells whether there is still more */
export function startScroller(older: () => Promise<boolean>): Scroller {
  const box = part('scroller')
  const newest = part('newest')
  const button = part('older') as HTMLButtonElement
  const log = part('log')
  const isAtEnd = (): boolean => box.scrollHeight - box.scrollTop - box.clientHeight < near
  const toEnd = (): void => {
    box.scrollTop = box.scrollHeight
    newest.hidden = true
  }

  const keep = (change: () => void): void => {
    const atEnd = isAtEnd()
    const last = log.lastElementChild
    const first = log.firstElementChild
    const above = first instanceof HTMLElement ? first.offsetTop : 0
    change()
    if (atEnd) toEnd()
    else if (log.lastElementChild !== last) newest.hidden = false
    // Browsers anchor the scroll themselves, but not all of them.
    if (!atEnd && first instanceof HTMLElement && log.firstElementChild !== first && box.scrollTop === 0) box.scrollTop = first.offsetTop - above
  }

  box.onscroll = () => {
    if (isAtEnd()) newest.hidden = true
  }
  newest.onclick = toEnd
  button.onclick = () => {
    button.disabled = true
    void older().then((more) => {
      button.disabled = false
      button.hidden = !more
      if (!more) box.focus()
    })
  }
  return { keep, toEnd, more: (is) => (button.hidden = !is) }
} // prettier-ignore
