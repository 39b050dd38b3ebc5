import type { TicketRowView } from '../types.js'
import { formatNumber } from '../helpers/dates.js'
import type { App } from './app.js'
import { dataNumber, find, findAll, on, parse } from './dom.js'
import { makeSeen } from './seen.js'
import { toast } from './toasts.js'

export interface List {
  /** A row changed: known rows change in place, what would move things waits. */
  rowPushed: (view: TicketRowView) => void
  /** Asks the server for the first page again. */
  refresh: () => void
  showCounts: (counts: { views: Record<string, { count: number; capped: boolean }> }) => void
  /** Marks the open ticket's row and remembers that it was read. */
  select: (number: number) => void
}

export function makeList(app: App): List {
  const seen = makeSeen()
  let waiting: DocumentFragment | null = null
  let selected = 0
  const pane = (): HTMLElement | null => find('[data-list-pane]')
  const rows = (): HTMLElement | null => find('[data-list="tickets/row"]')

  const mark = (): void => {
    for (const row of findAll('.row-item', rows() ?? document)) {
      const number = dataNumber(row, 'number')
      if (number === selected) seen.mark(number, dataNumber(row, 'seq'))
      row.classList.toggle('is-selected', number === selected)
      row.classList.toggle('is-mine', row.dataset['assigneeId'] === app.boot.me.id)
      row.classList.toggle('is-unread', row.dataset['last'] === 'in' && seen.isNew(number, dataNumber(row, 'seq')))
    }
  }
  const show = (fresh: DocumentFragment): void => {
    const list = rows()
    if (!list) return
    const known = new Set(findAll('.row-item', list).map((row) => row.dataset['id']))
    const focused = document.activeElement?.closest<HTMLElement>('.row-item')?.dataset['id']
    for (const row of findAll('.row-item', fresh)) if (!known.has(row.dataset['id'])) row.classList.add('is-new')
    list.replaceChildren(fresh)
    if (list.children.length > 0) find('[data-list-empty]')?.remove()
    if (focused) find(`.row-item[data-id="${CSS.escape(focused)}"] a`, list)?.focus({ preventScroll: true })
    announce(0)
    mark()
  }
  const announce = (count: number): void => {
    const button = find('[data-list-new]')
    if (!button) return
    button.hidden = count === 0
    button.textContent = app.t('tickets.new', { count })
  }
  const load = async (): Promise<void> => {
    const context = pane()?.dataset['context'] ?? ''
    const response = await fetch(`/?${context}${context ? '&' : ''}fragment=rows`).catch(() => null)
    const list = rows()
    if (!response?.ok || !list) return
    const fresh = parse(await response.text())
    const moved = countMoved(list, fresh)
    if (moved === 0 || isCalm()) {
      waiting = null
      if (moved > 0 || shrunk(list, fresh)) show(fresh)
    } else {
      waiting = fresh
      announce(moved)
    }
  }
  const refresh = throttled(() => void load(), 400)
  on('click', '[data-list-new]', () => {
    if (waiting) show(waiting)
    waiting = null
    const scroller = find('[data-list-scroll]')
    if (scroller) scroller.scrollTop = 0
    find('.ticket-row', rows() ?? document)?.focus()
  })
  on('click', '[data-load-more]', (link, event) => {
    event.preventDefault()
    void loadMore(app, link as HTMLAnchorElement).then(mark)
  })
  mark()
  seen.settle(findAll('.row-item').map((row) => [dataNumber(row, 'number'), dataNumber(row, 'seq')]))
  mark()
  return {
    refresh,
    showCounts: ({ views }) => showCounts(app, views),
    select: (number) => {
      selected = number
      mark()
    },
    rowPushed: (view) => {
      const old = find(`.row-item[data-id="${CSS.escape(view.id)}"]`, rows() ?? document)
      if (old) replaceRow(app, old, { ...view, context: pane()?.dataset['context'] ?? '' })
      mark()
      if (old?.dataset['at'] !== view.lastAt || old.dataset['status'] !== view.status) refresh()
    },
  }
} // prettier-ignore

/** Nothing moves under a pointer or under the keyboard's focus, nor while someone reads further down. */
function isCalm(): boolean {
  const scroller = find('[data-list-scroll]')
  return !scroller || (scroller.scrollTop < 8 && !scroller.matches(':hover') && !scroller.contains(document.activeElement))
} // prettier-ignore

/** How many rows are new, or stand higher than they did. */
function countMoved(list: HTMLElement, fresh: DocumentFragment): number {
  const old = findAll('.row-item', list).map((row) => row.dataset['id'])
  const next = findAll('.row-item', fresh).map((row) => row.dataset['id'])
  const kept = old.filter((id) => next.includes(id))
  const risen = kept.filter(
    (id) => next.filter((one) => kept.includes(one)).indexOf(id) < kept.indexOf(id),
  ).length
  return next.filter((id) => !old.includes(id)).length + risen
}

function shrunk(list: HTMLElement, fresh: DocumentFragment): boolean {
  return findAll('.row-item', fresh).length < findAll('.row-item', list).length
}

function replaceRow(app: App, old: HTMLElement, view: TicketRowView & { context: string }): void {
  const hadFocus = old.contains(document.activeElement)
  const node = app.render('tickets/row', view)
  old.replaceWith(node)
  if (hadFocus) find('a', node)?.focus({ preventScroll: true })
}

async function loadMore(app: App, link: HTMLAnchorElement): Promise<void> {
  link.setAttribute('aria-busy', 'true')
  const url = new URL(link.href)
  url.searchParams.set('fragment', 'rows')
  const response = await fetch(url).catch(() => null)
  if (!response?.ok) {
    link.removeAttribute('aria-busy')
    toast(app.t('live.load_failed'))
    return
  }
  link.closest('.row-more')?.replaceWith(parse(await response.text()))
}

function showCounts(app: App, views: Record<string, { count: number; capped: boolean }>): void {
  for (const [key, { count, capped }] of Object.entries(views)) {
    const element = find(`[data-views] [data-view="${CSS.escape(key)}"] [data-count]`)
    if (!element) continue
    element.hidden = count === 0
    element.textContent = `${formatNumber(count, app.boot.locale)}${capped ? '+' : ''}`
  }
}

/** Runs at once, and at most once in `ms` after that. */
function throttled(run: () => void, ms: number): () => void {
  let timer = 0
  let again = false
  const start = (): void => {
    run()
    timer = window.setTimeout(() => {
      timer = 0
      if (again) start()
      again = false
    }, ms)
  }
  return () => {
    if (timer === 0) start()
    else again = true
  }
}
