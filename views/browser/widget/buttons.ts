import type { WidgetSession } from '../../types/widget.js'
import type { Chat } from './chat-state.js'
import { part, parts } from './page.js'
import type { Scene } from './scene.js'
import type { ScreenName } from './screens.js'
import type { Words } from './words.js'

interface Surroundings {
  chat: Chat
  scene: Scene
  words: Words
  /** Begins the questions before a conversation. */
  ask: (session: WidgetSession) => void
  close: () => void
}

/** What can be pressed, beside the forms. */
export function attendButtons(around: Surroundings): void {
  attendHead(around)
  attendWays(around)
  attendLog(around)
  const { chat } = around
  document.addEventListener('visibilitychange', () => chat.look())
  window.addEventListener('online', () => void (chat.state.session ? chat.outbox.flush() : chat.again()))
}

function attendHead({ scene, close }: Surroundings): void {
  const beyond: ScreenName[] = ['transcript', 'ending', 'rating', 'thanks']
  part('close').onclick = close
  part('back').onclick = () => scene.show(beyond.includes(scene.current()) ? 'conversation' : 'home')
  part('menu-button').onclick = () => scene.menu(part('menu-items').hidden, false)
  document.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return
    if (part('menu-items').hidden) close()
    else scene.menu(false, true)
  })
}

function attendWays({ chat, scene, ask }: Surroundings): void {
  part('continue').onclick = () => scene.show('conversation')
  for (const button of parts('go')) button.onclick = () => scene.show(button.dataset['go'] as ScreenName)
  for (const button of parts('begin'))
    button.onclick = () => {
      if (!chat.state.session) return
      if (chat.state.ended) chat.anew()
      const next = scene.firstScreen()
      if (next === 'steps') ask(chat.state.session)
      scene.show(next)
    }
  part('again').onclick = () => {
    scene.show('loading')
    void chat.again()
  }
}

function attendLog({ chat, scene, words }: Surroundings): void {
  part('log').onclick = ({ target }) => {
    const button = target instanceof Element ? target.closest('[data-retry]') : null
    const key = button?.closest<HTMLElement>('[data-message]')?.dataset['key']
    if (key !== undefined) chat.outbox.retry(key)
  }
  part('leave-button').onclick = () => {
    const text = part('away').querySelector('textarea')
    if (text?.value === '') text.value = words.say('leave_text')
    scene.show('away')
  }
}
