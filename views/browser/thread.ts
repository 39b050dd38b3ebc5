import { dayNumber, formatDate } from '../helpers/dates.js'
import type { MessageView, PartialViews, Push, TicketHeaderView } from '../types.js'
import type { App } from './app.js'
import { dataNumber, find, findAll, on, parse } from './dom.js'
import type { Scroll } from './scroll.js'
import { toast } from './toasts.js'

/** The open conversation on the page. */
export interface Thread {
  /** Number of the open ticket, 0 when none. */
  number: () => number
  /** The newest sequence number that was applied without a gap. */
  seq: () => number
  setSeq: (seq: number) => void
  apply: (push: Push) => void
  show: (message: MessageView) => void
  /** Fetches the thread again, keeping what is being written and sent. */
  reload: () => Promise<void>
}

export function makeThread(app: App, scroll: Scroll, changed: () => void): Thread {
  const pane = (): HTMLElement | null => find('[data-conversation]')
  const number = (): number => dataNumber(pane(), 'number')
  const thread: Thread = {
    number,
    seq: () => dataNumber(pane(), 'seq'),
    setSeq: (seq) => {
      const element = pane()
      if (element && seq > dataNumber(element, 'seq')) element.dataset['seq'] = String(seq)
    },
    apply: (push) => {
      scroll.keep(() => applyView(app, push))
      changed()
    },
    show: (message) => scroll.keep(() => placeMessage(app, message)),
    reload: async () => {
      const open = number()
      if (open) await reload(open, scroll)
      changed()
    },
  }
  on('click', '[data-load-text]', (link, event) => void expand(app, link, event, false))
  on('click', '[data-load-quoted]', (link, event) => void expand(app, link, event, true))
  on('click', '[data-show-images]', (link) => {
    const note = link.closest<HTMLElement>('[data-shown]')
    // After the link itself has been followed.
    setTimeout(() => note?.replaceChildren(note.dataset['shown'] ?? ''))
  })
  document.addEventListener('acted', () => void thread.reload())
  return thread
}

function applyView(app: App, { partial, view, event }: Push): void {
  if (event.left) find(`[data-partial="messages/message"][data-id="${CSS.escape(event.left)}"]`)?.remove()
  if (partial === 'messages/message') placeMessage(app, view as MessageView)
  if (partial === 'tickets/header') placeHeader(app, view as TicketHeaderView)
  if (partial === 'tickets/events') placeEvents(app, view as PartialViews['tickets/events'])
}

/** Puts a message where its number belongs; the echo of one written here takes the place of the pending one. */
export function placeMessage(app: App, view: MessageView): HTMLElement {
  const node = app.render('messages/message', view)
  const list = find('[data-list="messages/message"]')
  const same = view.clientId
    ? find(`[data-client-id="${CSS.escape(view.clientId)}"]`, list ?? document)
    : null
  const old = find(`[data-partial="messages/message"][data-id="${CSS.escape(view.id)}"]`) ?? same
  if (old) old.replaceWith(node)
  else if (list) insertInOrder(app, list, node, view)
  return node
}

function insertInOrder(app: App, list: HTMLElement, node: HTMLElement, view: MessageView): void {
  const later = view.pending ? undefined : findAll('[data-partial="messages/message"]', list).find((other) => dataNumber(other, 'seq') > view.seq || other.classList.contains('is-pending'))
  if (later) {
    later.before(node)
    return
  }
  const last = findAll('[data-partial="messages/message"]', list).at(-1)?.dataset['at'] ?? ''
  const { timeZone, locale } = app.boot
  if (last === '' || dayNumber(last, timeZone) !== dayNumber(view.at, timeZone))
    list.append(parse(`<p class="day"><time>${formatDate(view.at, 'day', locale, timeZone)}</time></p>`))
  list.append(node)
} // prettier-ignore

function placeHeader(app: App, view: TicketHeaderView): void {
  const old = find(`[data-partial="tickets/header"][data-id="${CSS.escape(view.id)}"]`)
  if (!old) return
  const hadFocus = old.contains(document.activeElement)
  const node = app.render('tickets/header', view)
  old.replaceWith(node)
  if (hadFocus) find('[data-resolve]', node)?.focus()
  const values = {
    assignee: view.assignee?.id ?? '',
    priority: view.priority,
    category: view.category?.key ?? '',
  }
  for (const [name, value] of Object.entries(values)) {
    const select = document.querySelector<HTMLSelectElement>(`[data-properties] select[name="${name}"]`)
    if (select) select.value = value
  }
  for (const field of document.querySelectorAll<HTMLInputElement>('[data-properties] [data-version]'))
    field.value = String(view.version)
}

function placeEvents(app: App, view: PartialViews['tickets/events']): void {
  const fresh = view.events.filter((event) => !find(`[data-event-id="${CSS.escape(event.id)}"]`))
  if (fresh.length > 0)
    find('[data-list="messages/message"]')?.append(app.render('tickets/events', { ...view, events: fresh }))
}

async function reload(number: number, scroll: Scroll): Promise<void> {
  const response = await fetch(`/tickets/${number}?fragment=thread`)
  if (!response.ok) return
  const fresh = parse(await response.text())
  const from = fresh.querySelector<HTMLElement>('[data-conversation]')
  const pane = find(`[data-conversation][data-number="${number}"]`)
  const list = find('[data-list="messages/message"]', pane ?? document)
  const freshList = fresh.querySelector<HTMLElement>('[data-list="messages/message"]')
  if (!from || !pane || !list || !freshList) return
  scroll.keep(() => {
    const unsent = findAll('.is-pending', list).filter((one) => !freshList.querySelector(`[data-client-id="${CSS.escape(one.dataset['clientId'] ?? '')}"]`))
    list.replaceChildren(...freshList.childNodes, ...unsent)
    for (const selector of ['[data-partial="tickets/header"]', '[data-properties]']) {
      const next = fresh.querySelector(selector)
      if (next) find(selector)?.replaceWith(next)
    }
  })
  pane.dataset['seq'] = from.dataset['seq'] ?? '0'
} // prettier-ignore

/** Shows the whole text of a message in place. */
async function expand(app: App, link: HTMLElement, event: Event, quoted: boolean): Promise<void> {
  event.preventDefault()
  const response = await fetch((link as HTMLAnchorElement).href, { headers: { accept: 'text/plain' } }).catch(() => null)
  if (!response?.ok) {
    toast(app.t('live.load_failed'))
    return
  }
  const text = document.createElement('div')
  text.className = quoted ? 'message-text quoted-text' : 'message-text'
  text.textContent = await response.text()
  if (!quoted) link.parentElement?.querySelector('[data-text]')?.replaceWith(text)
  link.replaceWith(...(quoted ? [text] : []))
} // prettier-ignore
