import type { Push } from '../types.js'
import type { App } from './app.js'

/** Counts customers' messages that came while the tab was hidden, in the tab's title. */
export interface Unread {
  count: (push: Push) => void
  /** After another page title was set. */
  titled: (title: string) => void
}

export function startUnread({ t }: App): Unread {
  let missed = new Set<string>()
  let title = document.title
  const show = (): void => {
    document.title = missed.size > 0 ? t('live.unread_title', { count: missed.size, title }) : title
  }
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible') return
    missed = new Set()
    show()
  })
  return {
    count: (push) => {
      if (document.visibilityState !== 'hidden' || push.event.name !== 'message.received') return
      missed.add(push.event.id)
      show()
    },
    titled: (next) => {
      title = next
      show()
    },
  }
}
