import { nowMs } from '../clock.js'
import { nameOf, showAvatar, type Look } from './bubble.js'
import type { Chat, ChatState } from './chat-state.js'
import type { ChatSurroundings } from './chat.js'
import { hoursText, isStaffed } from './hours.js'
import type { Log } from './log.js'
import { part, parts, tell } from './page.js'
import { makeScreens, type ScreenName } from './screens.js'
import { startScroller } from './scroller.js'
import { stepsOf } from './steps.js'

interface Surroundings {
  look: Look
  log: Log
  state: ChatState
  chat: () => Chat
}

type Hooks = Pick<
  ChatSurroundings,
  'isReading' | 'draw' | 'ready' | 'trouble' | 'typing' | 'mailed' | 'connection'
>

export interface Scene {
  hooks: Hooks
  show: (name: ScreenName) => void
  current: () => ScreenName
  /** The shop's page has opened the panel. */
  opened: () => void
  /** Where a new conversation begins. */
  firstScreen: () => ScreenName
  notice: (key: string) => void
  menu: (open: boolean, focus: boolean) => void
}

/** Draws what the chat knows: screens, header, log, banner. */
export function makeScene({ look, log, state, chat }: Surroundings): Scene {
  const { words } = look
  const scroller = startScroller(() => chat().older())
  const isReading = (): boolean => state.open && document.visibilityState === 'visible' && screens.current() === 'conversation'

  const draw = (): void => {
    const waiting = chat().outbox.entries()
    scroller.keep(() => log.draw(waiting))
    drawHeader(look, log, state, screens.current())
    drawHome(look, log, state)
    part('empty').hidden = log.messages().length + waiting.length > 0
    part('leave').hidden = !isLeftWaiting(log, state)
    part('composer').hidden = state.ended
    part('over').hidden = !state.ended
    part('menu').hidden = screens.current() !== 'conversation' || state.conversation === '' || state.ended
  }
  const screens = makeScreens(() => state.open, () => {
    menu(false, false)
    draw()
    if (screens.current() === 'conversation') scroller.toEnd()
    chat().look()
  })
  const menu = (open: boolean, focus: boolean): void => {
    part('menu-items').hidden = !open
    part('menu-button').ariaExpanded = `${open}`
    if (open) part('menu-items').querySelector('button')?.focus()
    else if (focus) part('menu-button').focus()
  }
  setInterval(() => part('leave').hidden = !isLeftWaiting(log, state), 15_000)
  const notice = (key: string): void => tell(part('notice'), words.say(key))

  const hooks: Hooks = {
    isReading,
    draw,
    ready: (fresh) => {
      scroller.more(state.session?.conversation?.more ?? false)
      const resumes = log.messages().some(({ from, seq }) => from !== 'visitor' && seq > state.seenSeq) || chat().outbox.entries().length > 0
      if (fresh || ['loading', 'trouble'].includes(screens.current())) screens.show(resumes ? 'conversation' : 'home')
      else draw()
    },
    trouble: (code) => {
      // Once a conversation stands on the screen, a lost line is no reason to take it away.
      if (code === 'offline' && state.session) return
      tell(part('trouble'), words.fault(code))
      screens.show('trouble')
    },
    typing: typingLine(look, scroller.keep),
    mailed: () => notice('mailed'),
    connection: connectionBanner(look, draw),
  }
  return {
    hooks,
    notice,
    menu,
    show: screens.show,
    current: screens.current,
    opened: () => {
      if (screens.current() === 'conversation') scroller.toEnd()
      screens.focus()
    },
    firstScreen: () => {
      if (!state.session) return 'home'
      if (!isStaffed(state.session.status) && state.session.known.email === '') return 'away'
      return stepsOf(state.session).length > 0 ? 'steps' : 'conversation'
    },
  }
} // prettier-ignore

/** Nobody has answered for as long as the site allows, and there is no address to answer to. */
function isLeftWaiting(log: Log, { session, ended }: ChatState): boolean {
  const last = log.messages().findLast(({ from }) => from !== 'auto')
  if (!session || ended || session.known.email !== '' || last?.from !== 'visitor') return false
  return nowMs() - Date.parse(last.at) >= session.site.awayMinutes * 60_000
}

/** Who is spoken with: the agent once one has written, else the shop. */
function drawHeader({ words }: Look, log: Log, { session }: ChatState, screen: ScreenName): void {
  const agent =
    screen === 'conversation' ? log.messages().findLast(({ from }) => from === 'agent') : undefined
  part('title').textContent = agent ? nameOf(agent, words) : (session?.site.name ?? part('title').textContent)
  showAvatar(part('head-avatar'), agent ? nameOf(agent, words) : '')
  part('head-avatar').hidden = !agent
  tell(part('presence'), screen !== 'home' && session && isStaffed(session.status) ? words.say('open') : '')
}

function drawHome(look: Look, log: Log, { session, seenSeq, ended }: ChatState): void {
  if (!session) return
  const { words, locale, zone } = look
  const last = log.messages().at(-1)
  const staffed = isStaffed(session.status)
  part('greeting').textContent = session.site.greeting[locale] || part('greeting').textContent
  part('dot').classList.toggle('is-on', staffed)
  part('hours').textContent = hoursText(session.status, words, locale, zone)
  part('away-hours').textContent = hoursText(session.status, words, locale, zone)
  part('continue').hidden = last === undefined
  if (last) drawPreview(look, last)
  const unread = log
    .messages()
    .filter(({ from, seq }) => from !== 'visitor' && from !== 'auto' && seq > seenSeq).length
  tell(part('unread'), unread > 0 ? String(unread) : '')
  const begins = last === undefined || ended
  const [first] = parts('begin')
  if (first) first.hidden = !begins
  part('begin-text').textContent = words.say(staffed || session.known.email ? 'begin_button' : 'away_button')
  tell(part('begin-hint'), begins && !staffed ? words.say('away_hint') : '')
}

function drawPreview({ words }: Look, last: ReturnType<Log['messages']>[number]): void {
  const name = last.from === 'visitor' ? '' : nameOf(last, words)
  showAvatar(part('last-avatar'), name || words.say('team'))
  const text = last.deleted ? words.say('deleted') : last.text || words.say('no_preview')
  part('preview').textContent = `${name ? words.say('says', { name }) : words.say('you')} ${text}`.slice(
    0,
    160,
  )
}

/** Says who writes, until they stop or six seconds pass without a word of it. */
function typingLine({ words }: Look, keep: (change: () => void) => void): (name: string) => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const set = (name: string): void =>
    keep(() => {
      part('typing-text').textContent = name ? words.say('typing', { name }) : ''
      part('typing').hidden = name === ''
    })
  return (name) => {
    clearTimeout(timer)
    set(name)
    if (name) timer = setTimeout(() => set(''), 6_000)
  }
}

/** A line that comes back at once is nobody's concern. */
function connectionBanner({ words }: Look, draw: () => void): (isUp: boolean) => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  return (isUp) => {
    clearTimeout(timer)
    if (isUp) tell(part('banner'), '')
    else timer = setTimeout(() => tell(part('banner'), words.say('offline')), 1_500)
    draw()
  }
}
