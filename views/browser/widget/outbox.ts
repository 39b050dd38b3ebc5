import type { WidgetSend } from '../../types/widget.js'
import type { Waiting } from './messages.js'
import type { Answer } from './server.js'

export type OutboxState = 'waiting' | 'sending' | 'sent' | 'failed'

export interface OutboxEntry extends Waiting {
  state: OutboxState
  /** Why it failed. */
  code: string
}

export interface Outbox {
  add: (message: Waiting) => void
  /** What an earlier page left behind. */
  restore: (messages: Waiting[]) => void
  retry: (clientId: string) => void
  /** The server shows it in the conversation now. */
  settle: (clientId: string) => void
  /** Sends what waits, in order. */
  flush: () => Promise<void>
  entries: () => OutboxEntry[]
}

/** Codes after which the same message may well be taken later. */
export const passing = ['offline', 'too_many_requests', 'internal', 'storage_unavailable', 'token_invalid']
const pause = 4_000

interface Surroundings {
  /** Whose messages may be sent now; '' before there is a session. */
  visitor: () => string
  deliver: (message: WidgetSend) => Promise<Answer<object>>
  /** Keeps a message beyond this page, or lets it go. */
  keep: (clientId: string, message: Waiting | null) => void
  changed: () => void
}

/**
 * Messages between the visitor's Enter and the server's word that it has them for good. Each carries its client id, so
 * that sending it again after a doubt (a lost answer, a second tab, a reload) stays one message.
 */
export function makeOutbox({ visitor, deliver, keep, changed }: Surroundings): Outbox {
  const entries = new Map<string, OutboxEntry>()
  let flushing = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const set = (entry: OutboxEntry, state: OutboxState, code = ''): void => {
    Object.assign(entry, { state, code })
    changed()
  }

  const sendOne = async (entry: OutboxEntry): Promise<boolean> => {
    set(entry, 'sending')
    const { clientId, text, attachments, asked, contact } = entry
    const send = { clientId, text, attachments: attachments.map(({ id }) => id) }
    const answer = await deliver({ ...send, ...(asked ? { asked } : {}), ...(contact ? { contact } : {}) })
    if (!('code' in answer)) {
      keep(clientId, null)
      set(entry, 'sent')
      return true
    }
    const again = passing.includes(answer.code)
    // What is refused for good stays on the screen, not in the storage: each new page would try it in vain.
    if (!again) keep(clientId, null)
    set(entry, again ? 'waiting' : 'failed', answer.code)
    return !again
  }

  const flush = async (): Promise<void> => {
    clearTimeout(timer)
    if (flushing || visitor() === '') return
    flushing = true
    let goesOn = true
    for (let next = first(); next && goesOn; next = first()) goesOn = await sendOne(next)
    flushing = false
    if (!goesOn) timer = setTimeout(() => void flush(), pause)
  }

  const first = (): OutboxEntry | undefined =>
    [...entries.values()].find(({ state, visitor: by }) => state === 'waiting' && by === visitor())

  return {
    add: (message) => {
      entries.set(message.clientId, { ...message, state: 'waiting', code: '' })
      keep(message.clientId, message)
      changed()
      void flush()
    },
    restore: (messages) => {
      for (const one of messages) if (!entries.has(one.clientId)) entries.set(one.clientId, { ...one, state: 'waiting', code: '' })
    },
    retry: (clientId) => {
      const entry = entries.get(clientId)
      if (!entry) return
      keep(clientId, entry)
      set(entry, 'waiting')
      void flush()
    },
    settle: (clientId) => {
      if (entries.delete(clientId)) keep(clientId, null)
    },
    flush,
    entries: () => [...entries.values()].filter(({ visitor: by }) => by === visitor()),
  }
} // prettier-ignore
