import { isTouch, part, parts } from './page.js'

export type ScreenName =
  | 'loading'
  | 'home'
  | 'steps'
  | 'conversation'
  | 'away'
  | 'transcript'
  | 'ending'
  | 'rating'
  | 'thanks'
  | 'trouble'

export interface Screens {
  show: (name: ScreenName) => void
  current: () => ScreenName
  /** Puts the focus where the visitor goes on. */
  focus: () => void
}

/** What has the focus on each screen; on a touch screen the title, as a field would bring up the keyboard. */
const first: Partial<Record<ScreenName, string>> = {
  home: '[data-continue]:not([hidden]), [data-begin]:not([hidden])',
  conversation: '[data-write]',
  trouble: '[data-again]:not([hidden])',
}

/** @param changed hears of each change of screen */
export function makeScreens(isOpen: () => boolean, changed: (name: ScreenName) => void): Screens {
  let current: ScreenName = 'loading'
  const focus = (): void => {
    const screen = document.querySelector(`[data-screen="${current}"]`)
    const choice = first[current] ?? 'legend:not([hidden] *), .form-title'
    const field = screen?.querySelector<HTMLElement>(choice)
    const usable = field && field.checkVisibility() && !(isTouch() && field.matches('textarea')) ? field : part('title')
    usable.focus()
  }
  return {
    current: () => current,
    focus,
    show: (name) => {
      current = name
      for (const screen of parts('screen')) screen.hidden = screen.dataset['screen'] !== name
      part('back').hidden = ['loading', 'home', 'trouble'].includes(name)
      part('chat').dataset['on'] = name
      changed(name)
      if (isOpen()) focus()
    },
  }
} // prettier-ignore
