import type { DeliveryState, MessageView } from '../types.js'
import type { App } from './app.js'
import type { Attaching } from './attach.js'
import { errorText } from '../helpers.js'
import { startRoutes } from './composer-routes.js'
import { clearForm, putBack, readForm, setField, switchKind } from './composer-form.js'
import { find, on } from './dom.js'
import { makeDrafts } from './drafts.js'
import type { Scroll } from './scroll.js'
import { placeMessage, type Thread } from './thread.js'
import { errorCode, toast } from './toasts.js'
import { makeUnsentStore, type Unsent } from './unsent.js'

export interface Composer {
  /** After a ticket was opened: drafts and what could not be sent come back. */
  opened: () => void
  focus: (kind: 'reply' | 'note') => void
  /** Sends what was written while there was no connection. */
  retryAll: () => void
}

/** Writing: what is sent shows at once, and is either taken by the server or stays visible with a way to try again. */
export function startComposer(app: App, { thread, scroll, attaching }: { thread: Thread; scroll: Scroll; attaching: Attaching }): Composer {
  const drafts = makeDrafts(app)
  const routes = startRoutes(app)
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
      attaching.putBack(unsent.number, unsent.attachments)
    } else {
      bubble(app, scroll, unsent, 'failed', outcome.code)
      // What names a limit says more than the bubble has room for.
      if (Object.keys(outcome.details).length > 0) toast(errorText(app.t, outcome.code, outcome.details))
    }
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
    const written = readForm(target, event.submitter)
    if (written.text.trim() === '') return
    const obstacle = attaching.obstacle(written.number)
    if (obstacle) {
      toast(app.t(obstacle))
      return
    }
    const unsent = { ...written, ...routes.chosen(target, written.kind), attachments: attaching.take(written.number) }
    store.add(unsent)
    clearForm(target)
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
    attaching.putBack(unsent.number, unsent.attachments)
  })
  document.addEventListener('acted', (event) => void takenBack(event.target, drafts.keep))
  window.addEventListener('beforeunload', (event) => {
    if (store.all().length > 0) event.preventDefault()
  })
  return {
    opened: () => {
      const target = form()
      if (target) drafts.restore(target)
      attaching.opened()
      routes.opened()
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

type Outcome = { taken: boolean; code: string; details: Record<string, unknown>; newer?: MessageView[] }

async function post({ number, kind, text, baseSeq, clientId, then, attachments, route, template }: Unsent): Promise<Outcome> {
  try {
    const response = await fetch(`/api/v1/tickets/${number}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ kind, text, baseSeq, clientId, attachments: attachments.map(({ id }) => id), ...(then ? { then } : {}), ...(route ? { route } : {}), ...(template ? { template: { id: template } } : {}) }),
      signal: AbortSignal.timeout(10_000),
    })
    if (response.ok) return { taken: true, code: '', details: {} }
    const { code, details } = await errorCode(response)
    if (code === 'newer_messages') return { taken: false, code, details, newer: (details['messages'] ?? []) as MessageView[] }
    return { taken: false, code, details }
  } catch (error) {
    return { taken: false, code: error instanceof DOMException && error.name === 'TimeoutError' ? 'timeout' : 'offline', details: {} }
  }
} // prettier-ignore

/** The message as it will look, with the same partial; the server's echo carries the same clientId. */
function bubble(app: App, scroll: Scroll, unsent: Unsent, state: DeliveryState, reason: string): void {
  const composer = find(`[data-composer][data-number="${unsent.number}"]`)
  if (!composer) return
  const view: MessageView = {
    id: unsent.clientId, ticket: unsent.number, seq: 0, kind: unsent.kind, channel: (unsent.channel || composer.dataset['channel']) as MessageView['channel'],
    author: app.boot.me, stranger: '', at: unsent.at, text: unsent.text, truncated: false, quoted: false, html: false, raw: false,
    attachments: unsent.attachments, delivery: { state, reason, detail: '', at: unsent.at }, beside: null, retracted: false, clientId: unsent.clientId, pending: true,
  }
  scroll.keep(() => placeMessage(app, view))
} // prettier-ignore

function isPending(clientId: string): boolean {
  return find(`.is-pending[data-client-id="${CSS.escape(clientId)}"]`) !== null
}

function clientIdOf(button: HTMLElement): string {
  return button.closest<HTMLElement>('.message')?.dataset['clientId'] ?? ''
}

/** A reply that was taken back before it left is there to be written anew. */
async function takenBack(
  target: EventTarget | null,
  keepDraft: (form: HTMLFormElement) => void,
): Promise<void> {
  const message =
    target instanceof HTMLFormElement && target.action.endsWith('/retraction')
      ? target.closest<HTMLElement>('.message')
      : null
  const number = Number(find('[data-composer]')?.dataset['number'])
  if (!message || !number) return
  const text = await wholeText(message)
  const reply = find(`[data-composer][data-number="${number}"] [name="kind"][value="reply"]`)
  if (reply instanceof HTMLInputElement && !reply.checked) reply.click()
  const composer = text ? putBack({ number, text, clientId: crypto.randomUUID() }) : null
  if (composer) keepDraft(composer)
}

/** A long message shows only its beginning. */
async function wholeText(message: HTMLElement): Promise<string> {
  const more = message.querySelector<HTMLAnchorElement>('[data-load-text]')
  const response = more
    ? await fetch(more.href, { headers: { accept: 'text/plain' } }).catch(() => null)
    : null
  return response?.ok ? response.text() : (find('[data-text]', message)?.textContent ?? '')
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
