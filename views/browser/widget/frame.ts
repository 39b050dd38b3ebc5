import type { WidgetBoot } from '../../types/widget.js'
import type { Look } from './bubble.js'
import type { Chat, ChatState } from './chat-state.js'
import { attendButtons } from './buttons.js'
import { makeChat } from './chat.js'
import { startComposer } from './composer.js'
import { startForms } from './forms.js'
import { meetHost } from './host.js'
import { makeLog } from './log.js'
import type { ToFrame } from './messages.js'
import { makeScene, type Scene } from './scene.js'
import { makeServer } from './server.js'
import { startSteps } from './steps.js'
import { makeWords } from './words.js'

// The chat's frame: it has no origin, so no storage and no cookie; what must last, the shop's page keeps.
const boot = JSON.parse(document.getElementById('boot')?.textContent ?? '') as WidgetBoot
run(boot)

function run(boot: WidgetBoot): void {
  const words = makeWords(boot.texts)
  const state: ChatState = { session: null, token: null, user: undefined, open: false, seenSeq: 0, conversation: '', left: '', ended: false, pageUrl: '', answers: null }
  const server = makeServer(boot, () => state.token ?? '')
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone
  const look: Look = { words, locale: boot.locale, zone, urlOf: server.urlOf, online: () => chat.line()?.isUp() ?? false }
  const log = makeLog(look)
  const tellHost = meetHost(boot.parent, (message) => hear(message, chat, scene))
  const scene = makeScene({ look, log, state, chat: () => chat })
  const chat: Chat = makeChat({ boot, words, server, log, tellHost, state, ...scene.hooks })
  const limits = () => state.session?.site.limits ?? { text: 5_000, files: 0, bytes: 0, types: [] }
  startComposer({ server, words, limits, send: chat.send, typing: (on) => chat.line()?.typing(on) })
  const steps = startSteps(words, boot.locale, (answers) => {
    state.answers = answers
    scene.show('conversation')
  })
  startForms(words, {
    leave: (text, order, contact) => {
      state.answers = { asked: order ? { order } : {}, ...(contact ? { contact } : {}) }
      chat.send(text, [])
      scene.show('conversation')
      scene.notice('away_notice')
    },
    transcript: server.transcript,
    end: async () => (await chat.line()?.end()) ?? { code: 'offline' },
    rate: async (score, comment) => (await chat.line()?.rate(score, comment)) ?? { code: 'offline' },
    ended: () => {
      state.ended = true
      scene.show('rating')
    },
    rated: () => scene.show('thanks'),
  })
  attendButtons({ chat, scene, words, ask: steps.ask, close: () => tellHost({ type: 'close' }) })
} // prettier-ignore

function hear(message: ToFrame, chat: Chat, scene: Scene): void {
  if ('kept' in message) void chat.start(message)
  else if ('user' in message) void chat.identify(message.user)
  else {
    chat.state.open = message.open
    if (message.open) scene.opened()
    chat.look()
  }
}
