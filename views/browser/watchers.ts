import type { PersonRef } from '../types.js'
import type { App } from './app.js'
import { nowMs } from './clock.js'
import { find, on } from './dom.js'
import type { Scroll } from './scroll.js'

/** What the server says of somebody who has a ticket open. */
export interface Present {
  ticket: number
  user: PersonRef
  state: 'viewing' | 'typing' | 'left'
}

export interface Watchers {
  /** Somebody came, writes or went. */
  heard: (news: Present) => void
  /** Another ticket is open, or this one was asked for anew: those who are there now. */
  opened: (there: Present[]) => void
}

interface Watcher extends PersonRef {
  heardAt: number
  typingAt: number
}

/** How often one says that one is here, when somebody not heard of is gone, and when typing is over. */
const sayEvery = 15_000
const goneAfter = 45_000
const typingFor = 6_000
const sayTypingEvery = 3_000

/**
 * Shows who else looks at the open ticket and who writes, and tells the others the same of this person.
 * @param number of the open ticket, 0 when none
 */
export function startWatchers(
  app: App,
  {
    number,
    scroll,
    say,
  }: { number: () => number; scroll: Scroll; say: (state: 'viewing' | 'typing') => void },
): Watchers {
  const there = new Map<string, Watcher>()
  let shown = ''
  const show = (): void => {
    const holder = find('[data-watchers]')
    if (!holder) return
    for (const [id, { heardAt }] of there) if (nowMs() - heardAt > goneAfter) there.delete(id)
    const html = there.size > 0 ? app.renderHtml('tickets/watchers', viewOf(app, [...there.values()])) : ''
    // Said again every few seconds, the same words must not be read out again.
    if (html === shown && holder.innerHTML !== '') return
    shown = html
    scroll.keep(() => (holder.innerHTML = html))
  }
  const take = ({ ticket, user, state }: Present): void => {
    if (ticket !== number() || user.id === app.boot.me.id) return
    if (state === 'left') there.delete(user.id)
    else there.set(user.id, { ...user, heardAt: nowMs(), typingAt: state === 'typing' ? nowMs() : 0 })
  }
  setInterval(() => {
    if (number() && document.visibilityState === 'visible') say('viewing')
  }, sayEvery)
  setInterval(show, 2_000)
  let saidTyping = 0
  on('input', '[data-composer] textarea', () => {
    if (nowMs() - saidTyping < sayTypingEvery) return
    saidTyping = nowMs()
    say('typing')
  })
  return {
    heard: (news) => {
      take(news)
      show()
    },
    opened: (present) => {
      there.clear()
      shown = ''
      present.forEach(take)
      show()
    },
  }
}

function viewOf({ boot }: App, all: Watcher[]) {
  const typing = all.filter(({ typingAt }) => nowMs() - typingAt < typingFor)
  const viewing = all.filter((one) => !typing.includes(one))
  const names = new Intl.ListFormat(boot.locale)
  const told = (people: PersonRef[]) => ({ count: people.length, names: names.format(people.map(({ name }) => name)) })
  return { people: all.map(({ id, name }) => ({ id, name })), typing: told(typing), viewing: told(viewing) }
} // prettier-ignore
