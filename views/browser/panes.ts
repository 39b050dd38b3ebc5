import type { App } from './app.js'
import { dataNumber, find, on, parse } from './dom.js'
import { toast } from './toasts.js'

export interface Panes {
  /** Back to the list; on a wide screen the list simply gets the focus. */
  back: () => void
}

/** Opens tickets beside the list without loading the page anew; the address stays true. */
export function startPanes(app: App, opened: (title: string) => void): Panes {
  on('click', 'a[data-open-ticket]', (link, event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey)
      return
    event.preventDefault()
    void open(app, (link as HTMLAnchorElement).href, true, opened)
  })
  on('click', 'a[data-back]', (_link, event) => {
    event.preventDefault()
    back()
  })
  window.addEventListener('popstate', () => {
    if (location.pathname.startsWith('/tickets/')) void open(app, location.href, false, opened)
    else close(opened)
  })
  const back = (): void => {
    const number = dataNumber(find('[data-conversation]'), 'number')
    const href = find('a[data-back]')?.getAttribute('href') ?? '/'
    if (matchMedia('(max-width: 720px)').matches && number) {
      history.pushState({}, '', href)
      close(opened)
    }
    find(`.row-item[data-number="${number}"] a`)?.focus()
  }
  return { back }
}

async function open(app: App, href: string, push: boolean, opened: (title: string) => void): Promise<void> {
  const url = new URL(href)
  url.searchParams.set('fragment', 'thread')
  const response = await fetch(url).catch(() => null)
  if (!response?.ok) {
    // The server's own page says best what is wrong: signed out, gone, not allowed.
    if (response) location.assign(href)
    else toast(app.t('live.load_failed'))
    return
  }
  const pane = find('[data-pane="conversation"]')
  if (!pane) return
  pane.replaceChildren(parse(await response.text()))
  find('[data-inbox]')?.classList.add('has-conversation')
  if (push) history.pushState({}, '', href)
  const title = `${find('.ticket-subject', pane)?.textContent.trim() ?? ''} · Redress`
  opened(title)
}

function close(opened: (title: string) => void): void {
  find('[data-inbox]')?.classList.remove('has-conversation')
  find('[data-pane="conversation"]')?.replaceChildren()
  opened(`${find('#list-title')?.textContent ?? ''} · Redress`)
}
