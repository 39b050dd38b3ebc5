import { tinykeys } from 'tinykeys'
import type { Composer } from './composer.js'
import { find, findAll, isTyping, on } from './dom.js'
import type { Panes } from './panes.js'

/** Keyboard shortcuts; single letters can be turned off (WCAG 2.1.4) and never act while somebody types. */
export function startKeys({ composer, panes }: { composer: Composer; panes: Panes }): void {
  const help = document.querySelector<HTMLDialogElement>('[data-help]')
  const letters = (): boolean => localStorage.getItem('single-keys') !== 'off'
  const single = (act: () => void) => (event: KeyboardEvent) => {
    if (!letters() || event.isComposing || isTyping(event.target) || help?.open) return
    event.preventDefault()
    act()
  }
  tinykeys(window, {
    j: single(() => move(1)),
    k: single(() => move(-1)),
    o: single(() => current()?.click()),
    u: single(panes.back),
    r: single(() => composer.focus('reply')),
    n: single(() => composer.focus('note')),
    e: single(() => find('[data-resolve]')?.click()),
    '/': single(() => find('[data-search]')?.focus()),
    // On a Turkish keyboard the slash is Shift and 7, and the question mark Shift and the star key.
    'Shift+/': single(() => find('[data-search]')?.focus()),
    '?': single(() => help?.showModal()),
    'Shift+?': single(() => help?.showModal()),
    Escape: (event) => escape(event, panes),
    '$mod+Enter': (event) => {
      const form = event.target instanceof HTMLTextAreaElement ? event.target.form : null
      if (!form?.matches('[data-composer]')) return
      event.preventDefault()
      submit(form)
    },
  })
  startHelp(help)
}

/** The button that shows for the chosen kind sends. */
function submit(form: HTMLFormElement): void {
  const isNote = (form.elements.namedItem('kind') as RadioNodeList).value === 'note'
  form.requestSubmit(find(isNote ? '[data-send-note]' : '[data-send]', form))
}

function escape(event: KeyboardEvent, panes: Panes): void {
  if (
    event.defaultPrevented ||
    document.querySelector('dialog[open], :popover-open, details[data-menu][open]')
  )
    return
  if (isTyping(event.target)) (event.target as HTMLElement).blur()
  else panes.back()
}

function rows(): HTMLElement[] {
  return findAll('.row-item .ticket-row')
}

/** The row with the focus, else that of the open ticket, else the first. */
function current(): HTMLElement | undefined {
  const focused = document.activeElement?.closest<HTMLElement>('.ticket-row')
  return focused ?? find('.row-item.is-selected .ticket-row') ?? rows()[0]
}

function move(step: number): void {
  const all = rows()
  const here = current()
  const isStart = here !== undefined && !here.matches(':focus') && !here.closest('.is-selected')
  const at = here ? all.indexOf(here) : -1
  const next = isStart ? here : all[Math.min(all.length - 1, Math.max(0, at + step))]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}

function startHelp(help: HTMLDialogElement | null): void {
  for (const button of findAll('[data-help-open]')) button.hidden = false
  on('click', '[data-help-open]', () => help?.showModal())
  const toggle = document.querySelector<HTMLInputElement>('[data-keys-toggle]')
  if (!toggle) return
  toggle.checked = localStorage.getItem('single-keys') !== 'off'
  toggle.addEventListener('change', () => localStorage.setItem('single-keys', toggle.checked ? 'on' : 'off'))
}
