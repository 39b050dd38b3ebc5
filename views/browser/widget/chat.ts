import type { WidgetBoot, WidgetMessage, WidgetSession } from '../../types/widget.js'
import type { Chat, ChatState } from './chat-state.js'
import type { TellHost } from './host.js'
import { openLine, type Line } from './line.js'
import type { Log } from './log.js'
import { makeOutbox, passing } from './outbox.js'
import type { Server } from './server.js'
import { readWaiting, waitingMessage } from './waiting.js'
import type { Words } from './words.js'

export interface ChatSurroundings {
  boot: WidgetBoot
  words: Words
  server: Server
  log: Log
  tellHost: TellHost
  state: ChatState
  isReading: () => boolean
  draw: () => void
  /** The session stands; `fresh` when it is another visitor's than before. */
  ready: (fresh: boolean) => void
  trouble: (code: string) => void
  typing: (name: string) => void
  mailed: () => void
  connection: (isUp: boolean) => void
}

export function makeChat(around: ChatSurroundings): Chat {
  const { server, log, tellHost, state, words } = around
  let line: Line | null = null
  let pause = 1_000
  let timer: ReturnType<typeof setTimeout> | undefined
  const outbox = makeOutbox({
    visitor: () => state.session?.visitor ?? '',
    deliver: (message) => (line?.isUp() ? line.message(message) : server.message(message)),
    keep: (name, message) => tellHost({ type: 'keep', name, value: message && JSON.stringify(message) }),
    changed: around.draw,
  })

  const begin = async (): Promise<void> => {
    clearTimeout(timer)
    const answer = await server.session(state.token, state.pageUrl, state.user)
    if ('code' in answer) {
      around.trouble(answer.code)
      if (passing.includes(answer.code)) renew()
      return
    }
    const fresh = answer.body.visitor !== state.session?.visitor
    if (fresh) forget()
    adopt(answer.body)
    line ??= openLine(server.base, () => state.token ?? '', handlers)
    around.ready(fresh)
    void outbox.flush()
  }

  /** A line that was refused is not tried again by itself; the next one comes with a new session. */
  const renew = (): void => {
    line?.close()
    line = null
    clearTimeout(timer)
    timer = setTimeout(() => void begin(), pause)
    pause = Math.min(pause * 2, 30_000)
  }

  const forget = (): void => {
    line?.close()
    line = null
    log.clear()
    Object.assign(state, { answers: null, seenSeq: 0, conversation: '' })
  }

  const adopt = (session: WidgetSession): void => {
    const { conversation, token } = session
    Object.assign(state, { session, token, ended: conversation?.ended ?? false })
    tellHost({ type: 'keep', name: '', value: token })
    turnTo(conversation?.publicId ?? '')
    state.seenSeq = Math.max(state.seenSeq, conversation?.seenSeq ?? 0)
    log.readUpTo(conversation?.readSeq ?? 0)
    take(conversation?.messages ?? [])
  }

  /** Numbers count within a conversation: those of the one before mean nothing in this. */
  const turnTo = (conversation: string): void => {
    if (conversation === state.conversation) return
    if (state.conversation !== '') log.clear()
    Object.assign(state, { conversation, seenSeq: 0, ended: false })
  }

  const take = (messages: WidgetMessage[]): void => {
    log.take(messages)
    for (const { clientId } of messages) if (clientId !== null) outbox.settle(clientId)
    around.draw()
    look()
  }

  const look = (): void => {
    const theirs = log.messages().filter(({ from, seq }) => from !== 'visitor' && from !== 'auto' && seq > state.seenSeq)
    const last = theirs.at(-1)
    if (last && around.isReading()) {
      state.seenSeq = last.seq
      line?.read(last.seq)
    }
    tellHost({ type: 'unread', count: around.isReading() ? 0 : theirs.length })
  }

  const handlers = {
    message: (message: WidgetMessage) => {
      if (message.from === 'visitor') Object.assign(state, { ended: false, left: '' })
      else around.typing('')
      take([message])
    },
    conversation: ({ publicId }: { publicId: string }) => turnTo(publicId),
    typing: ({ name, on }: { name: string; on: boolean }) => around.typing(on ? name || words.say('team') : ''),
    read: ({ seq }: { seq: number }) => {
      log.readUpTo(seq)
      around.draw()
    },
    status: (status: WidgetSession['status']) => {
      if (state.session) state.session.status = status
      around.draw()
    },
    ended: () => {
      state.ended = true
      around.draw()
    },
    mailed: around.mailed,
    up: () => {
      pause = 1_000
      around.connection(true)
      void catchUp()
    },
    down: () => around.connection(false),
    refused: (code: string) => {
      if (passing.includes(code)) renew()
      else around.trouble(code)
    },
  }

  const catchUp = async (): Promise<void> => {
    void outbox.flush()
    const answer = await line?.since(log.lastSeq(), state.conversation)
    if (!answer || 'code' in answer) return
    const { conversation, messages, readSeq, reset } = answer.body
    if (conversation !== null && conversation === state.left) return
    if (reset) log.clear()
    turnTo(conversation ?? '')
    log.readUpTo(readSeq)
    take(messages)
  }

  return {
    state,
    outbox,
    line: () => line,
    take,
    look,
    again: begin,
    start: async ({ kept: { '': token, ...waiting }, page, user, open }) => {
      Object.assign(state, { token: token || null, user, open, pageUrl: page })
      outbox.restore(Object.values(waiting).flatMap(readWaiting))
      await begin()
    },
    identify: async (user) => {
      state.user = user
      await begin()
    },
    send: (text, files) => {
      outbox.add(waitingMessage(text, files, state, words))
      if (state.session && state.answers?.contact) Object.assign(state.session.known, state.answers.contact)
      state.answers = null
    },
    older: async () => {
      const answer = await line?.history(log.messages()[0]?.seq ?? 0)
      if (!answer || 'code' in answer) return true
      take(answer.body.messages)
      return answer.body.more
    },
    anew: () => {
      log.clear()
      Object.assign(state, { ended: false, seenSeq: 0, left: state.conversation, conversation: '' })
      if (state.session) state.session.conversation = null
      around.draw()
    },
  }
} // prettier-ignore
