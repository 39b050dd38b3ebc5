import type { DeliveryState, MessageView } from '../types.js'
import type { App } from './app.js'
import { nowIso } from './clock.js'
import { find, on } from './dom.js'
import { makeDrafts } from './drafts.js'
import type { Scroll } from './scroll.js'
import { placeMessage, type Thread } from './thread.js'
import { errorCode } from './toasts.js'
import { makeUnsentStore, type Unsent } from './unsent.js'

export interface Composer {
  /** After a ticket was opened: drafts and what could not be sent come back. */
  opened: () => void
  focus: (kind: 'reply' | 'note') => void
  /** Sends what was written while there was no connection. */
  retryAll: () => void
}

/** Writing: what is sent shows at once, and is either taken by the server or stays visible with a way to try again. */
export function startComposer(app: App, { thread, scroll }: { thread: Thread; scroll: Scroll }): Composer {
  const drafts = makeDrafts(app)
  const store = makeUnsentStore()
  const running = new Set<string>()
  const form = (): HTMLFormElement | null => document.querySelector<HTMLFormElement>('[data-composer]')

  const deliver = async (unsent: Unsent): Promise<void> => {
    if (running.has(unsent.clientId)) return
    running.add(unsent.clientId)
    bubble(app, scroll, unsent, 'sending', '')
    const outcome = await post(unsent)
    running.delete(unsent.clientId)
    if (outcome.taken) {
      store.remove(unsent.clientId)
      settle(unsent)
    } else if (outcome.newer) {
      store.remove(unsent.clientId)
      showNewer(thread, unsent, outcome.newer)
    } else bubble(app, scroll, unsent, 'failed', outcome.code)
  }
  /** The push replaces the pending bubble; without one (the socket may be down) the page is asked. */
  const settle = (unsent: Unsent): void => {
    if (isPending(unsent.clientId)) bubble(app, scroll, unsent, 'queued', '')
    setTimeout(() => {
      if (isPending(unsent.clientId) && thread.number() === unsent.number) void thread.reload()
    }, 1_500)
  }
  on('submit', 'form[data-composer]', (element, event) => {
    event.preventDefault()
    const target = element as HTMLFormElement
    const unsent = read(target, event.submitter)
    if (unsent.text.trim() === '') return
    store.add(unsent)
    clear(target)
    drafts.drop(target, unsent.kind)
    void deliver(unsent).then(scroll.toEnd)
    scroll.toEnd()
  })
  on('input', '[data-composer] textarea', (area) => drafts.keep((area as HTMLTextAreaElement).form as HTMLFormElement))
  on('change', '[data-composer] [name="kind"]', (radio) => switchKind((radio as HTMLInputElement).form, drafts.restore))
  on('click', '[data-send-again]', (button) => {
    const unsent = store.get(clientIdOf(button))
    if (unsent) void deliver(unsent)
  })
  on('click', '[data-send-edit]', (button) => {
    const unsent = store.get(clientIdOf(button))
    if (!unsent) return
    store.remove(unsent.clientId)
    button.closest('.message')?.remove()
    putBack(unsent)
  })
  window.addEventListener('beforeunload', (event) => {
    if (store.all().length > 0) event.preventDefault()
  })
  return {
    opened: () => {
      const target = form()
      if (target) drafts.restore(target)
      for (const unsent of store.of(thread.number())) if (!running.has(unsent.clientId)) bubble(app, scroll, unsent, 'failed', 'offline')
    },
    focus: (kind) => {
      const target = form()
      const radio = target?.querySelector<HTMLInputElement>(`[name="kind"][value="${kind}"]:not(:disabled)`)
      if (radio && !radio.checked) radio.click()
      find('textarea', target ?? document)?.focus()
    },
    retryAll: () => store.all().forEach((unsent) => void deliver(unsent)),
  }
} // prettier-ignore

type Outcome = { taken: boolean; code: string; newer?: MessageView[] }

async function post({ number, kind, text, baseSeq, clientId, then }: Unsent): Promise<Outcome> {
  try {
    const response = await fetch(`/api/v1/tickets/${number}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ kind, text, baseSeq, clientId, ...(then ? { then } : {}) }),
      signal: AbortSignal.timeout(10_000),
    })
    if (response.ok) return { taken: true, code: '' }
    const { code, details } = await errorCode(response)
    if (code === 'newer_messages') return { taken: false, code, newer: (details['messages'] ?? []) as MessageView[] }
    return { taken: false, code }
  } catch (error) {
    return { taken: false, code: error instanceof DOMException && error.name === 'TimeoutError' ? 'timeout' : 'offline' }
  }
} // prettier-ignore

/** The message as it will look, with the same partial; the server's echo carries the same clientId. */
function bubble(app: App, scroll: Scroll, unsent: Unsent, state: DeliveryState, reason: string): void {
  const composer = find(`[data-composer][data-number="${unsent.number}"]`)
  if (!composer) return
  const view: MessageView = {
    id: unsent.clientId, ticket: unsent.number, seq: 0, kind: unsent.kind, channel: composer.dataset['channel'] as MessageView['channel'],
    author: app.boot.me, stranger: '', at: unsent.at, text: unsent.text, truncated: false, quoted: false, html: false, raw: false,
    attachments: [], delivery: { state, reason, detail: '', at: unsent.at }, retracted: false, clientId: unsent.clientId, pending: true,
  }
  scroll.keep(() => placeMessage(app, view))
} // prettier-ignore

function isPending(clientId: string): boolean {
  return find(`.is-pending[data-client-id="${CSS.escape(clientId)}"]`) !== null
}

function clientIdOf(button: HTMLElement): string {
  return button.closest<HTMLElement>('.message')?.dataset['clientId'] ?? ''
}

function read(form: HTMLFormElement, submitter: HTMLElement | null): Unsent {
  const data = new FormData(form, submitter)
  const value = (name: string): string => {
    const entry = data.get(name)
    return typeof entry === 'string' ? entry : ''
  }
  return {
    number: Number(form.dataset['number']),
    kind: value('kind') === 'note' ? 'note' : 'reply',
    text: value('text').replace(/\r\n/g, '\n').trim(),
    baseSeq: Number(value('baseSeq')),
    clientId: value('clientId'),
    then: value('then'),
    at: nowIso(),
  }
}

function setField(form: HTMLFormElement, name: string, value: string): void {
  const field = form.elements.namedItem(name)
  if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.value = value
}

function clear(form: HTMLFormElement): void {
  setField(form, 'text', '')
  setField(form, 'clientId', crypto.randomUUID())
  const newer = find('[data-newer]', form)
  if (newer) newer.hidden = true
}

/** What was written goes back into the composer, unless something else is being written there already. */
function putBack(unsent: Unsent): void {
  const form = document.querySelector<HTMLFormElement>(`[data-composer][data-number="${unsent.number}"]`)
  if (!form) return
  const text = form.elements.namedItem('text') as HTMLTextAreaElement
  text.value = text.value.trim() === '' ? unsent.text : `${unsent.text}\n\n${text.value}`
  setField(form, 'clientId', unsent.clientId)
  text.focus()
}

/** Somebody wrote meanwhile: their words are shown, and sending needs a second, knowing click. */
function showNewer(thread: Thread, unsent: Unsent, newer: MessageView[]): void {
  find(`.is-pending[data-client-id="${CSS.escape(unsent.clientId)}"]`)?.remove()
  putBack(unsent)
  for (const message of newer) thread.show(message)
  const form = document.querySelector<HTMLFormElement>(`[data-composer][data-number="${unsent.number}"]`)
  if (!form) return
  const latest = Math.max(unsent.baseSeq, ...newer.map((message) => message.seq))
  setField(form, 'baseSeq', String(latest))
  const panel = find('[data-newer]', form)
  if (panel) panel.hidden = false
  find('[data-newer-send]', form)?.focus()
}

function switchKind(form: HTMLFormElement | null, restore: (form: HTMLFormElement) => void): void {
  const text = form?.elements.namedItem('text')
  if (!form || !(text instanceof HTMLTextAreaElement)) return
  const kind = (form.elements.namedItem('kind') as RadioNodeList).value
  text.placeholder = text.dataset[kind === 'note' ? 'placeholderNote' : 'placeholderReply'] ?? ''
  restore(form)
  text.focus()
}
