import { iconByCode, iconSvg } from '../helpers/icons.js'
import type { App } from './app.js'
import { dataNumber, find, findAll, on, parse } from './dom.js'
import { makeSmsPreview } from './sms-preview.js'
import type { Unsent } from './unsent.js'

export interface Routes {
  /** After a ticket was opened. */
  opened: () => void
  /** What the chosen way adds to a message on its way to the server. */
  chosen: (form: HTMLFormElement, kind: 'reply' | 'note') => Pick<Unsent, 'route' | 'template' | 'channel'>
}

/** Which way a reply goes: what that way takes is shown at once, and files, counter and colours follow. */
export function startRoutes(app: App): Routes {
  const preview = makeSmsPreview(app)
  const observer = new MutationObserver((changes) => {
    const isNews = changes.some(({ addedNodes }) => [...addedNodes].some(isFromCustomer))
    if (isNews) void refresh(() => show(current()))
  })
  const current = (): HTMLFormElement | null => document.querySelector<HTMLFormElement>('[data-composer]')
  const show = (form: HTMLFormElement | null): void => {
    if (!form) return
    showRoute(form, app.boot.assets['icons.svg'] ?? '')
    showCount(app, form)
    preview.show(form, noteOf(form))
  }
  on('change', '[data-route]', (select) => {
    const { form } = select as HTMLSelectElement
    if (form) form.dataset['routeTouched'] = ''
    show(form)
  })
  on('change', '[data-composer] [name="kind"]', (radio) => show((radio as HTMLInputElement).form))
  on('input', '[data-composer] textarea', (area) => {
    const { form } = area as HTMLTextAreaElement
    if (!form) return
    showCount(app, form)
    preview.show(form, noteOf(form))
  })
  on('change', '[data-template]', (select) => useTemplate(select as HTMLSelectElement))
  on('click', '[data-use-template]', (button, event) => {
    event.preventDefault()
    const select = find('[data-template]', button.closest('[data-route-note]') ?? document)
    if (select instanceof HTMLSelectElement) useTemplate(select)
  })
  on('click', '[data-insert-link]', (button, event) => {
    event.preventDefault()
    const form = button.closest<HTMLFormElement>('[data-composer]')
    if (form) insert(form, form.dataset[button.dataset['insertLink'] === 'public' ? 'linkPublic' : 'linkOwn'] ?? '') // prettier-ignore
  })
  on('click', '[data-fold]', (button) => {
    const form = button.closest<HTMLFormElement>('[data-composer]')
    if (form) write(form, button.dataset['fold'] ?? '')
  })
  return {
    opened: () => {
      observer.disconnect()
      const thread = find('[data-list="messages/message"]')
      if (thread) observer.observe(thread, { childList: true })
      show(current())
    },
    chosen: (form, kind) => {
      const note = kind === 'reply' ? noteOf(form) : null
      const template = note && find('[data-template]', note)
      return {
        route: note?.dataset['routeNote'] ?? '',
        template: template instanceof HTMLSelectElement ? template.value : '',
        channel: note?.dataset['channel'] ?? form.dataset['channel'] ?? '',
      }
    },
  }
}

function isFromCustomer(node: Node): boolean {
  return node instanceof HTMLElement && node.dataset['kind'] === 'in'
}

/** What is said of the chosen way. */
function noteOf(form: HTMLFormElement): HTMLElement | null {
  const select = form.querySelector<HTMLSelectElement>('[data-route]')
  const key = select?.value ?? form.querySelector<HTMLInputElement>('input[name="route"]')?.value ?? ''
  return key ? find(`[data-route-note="${CSS.escape(key)}"]`, form) : null
}

function showRoute(form: HTMLFormElement, sprite: string): void {
  const chosen = noteOf(form)
  for (const note of findAll('[data-route-note]', form)) {
    note.hidden = note !== chosen
    // A select that is out of sight must not speak for the one in sight.
    const template = find('[data-template]', note)
    if (template instanceof HTMLSelectElement) template.disabled = note !== chosen
  }
  form.classList.toggle('is-public', chosen?.dataset['public'] === 'true')
  if (!chosen) return
  form.dataset['channel'] = chosen.dataset['channel'] ?? ''
  limitFiles(form, chosen)
  const icon = find('[data-route-icon]', form)
  if (icon) icon.innerHTML = iconSvg(iconByCode('channel', form.dataset['channel']), sprite)
}

/** Notes take files whatever the way of a reply takes. */
function limitFiles(form: HTMLFormElement, note: HTMLElement): void {
  const isNote = (form.elements.namedItem('kind') as RadioNodeList).value === 'note'
  const most = Number(form.dataset['mostFiles'] ?? form.dataset['maxFiles'])
  form.dataset['mostFiles'] = String(most)
  const allowed = isNote ? most : Math.min(most, dataNumber(note, 'mostFiles'))
  form.dataset['maxFiles'] = String(allowed)
  const input = form.querySelector<HTMLInputElement>('[data-attach]')
  if (input) input.disabled = allowed === 0
  find('[data-attach-box]', form)?.classList.toggle('is-off', allowed === 0)
}

function showCount({ t }: App, form: HTMLFormElement): void {
  const note = noteOf(form)
  const holder = note && find('[data-count]', note)
  if (!holder) return
  const [most, count] = [dataNumber(holder, 'most'), textOf(form).value.length]
  const over = count - most
  holder.textContent = over > 0 ? t('composer.chars_over', { count, most, over }) : t('composer.chars_left', { count, most }) // prettier-ignore
  holder.classList.toggle('is-over', over > 0)
}

function useTemplate(select: HTMLSelectElement): void {
  const text = select.selectedOptions[0]?.dataset['text'] ?? ''
  const { form } = select
  if (!form || text === '') return
  write(form, text)
  const hole = /\{\{\s*\w+\s*\}\}/.exec(text)
  if (hole) textOf(form).setSelectionRange(hole.index, hole.index + hole[0].length)
}

function insert(form: HTMLFormElement, sentence: string): void {
  const before = textOf(form).value.trimEnd()
  if (sentence && !before.includes(sentence)) write(form, before ? `${before}\n\n${sentence}` : sentence)
}

/** As if it had been typed, so that draft and counter follow. */
function write(form: HTMLFormElement, text: string): void {
  const area = textOf(form)
  area.value = text
  area.dispatchEvent(new Event('input', { bubbles: true }))
  area.focus()
}

function textOf(form: HTMLFormElement): HTMLTextAreaElement {
  return form.elements.namedItem('text') as HTMLTextAreaElement
}

/** The customer has written: perhaps by another way, and a window may be open again. */
async function refresh(shown: () => void): Promise<void> {
  const form = document.querySelector<HTMLFormElement>('[data-composer]')
  const number = form?.dataset['number'] ?? ''
  const response = form && (await fetch(`/tickets/${number}?fragment=thread`).catch(() => null))
  const now = document.querySelector<HTMLFormElement>(`[data-composer][data-number="${number}"]`)
  if (!response?.ok || !now) return
  const fresh = parse(await response.text())
  const kept = now.querySelector<HTMLSelectElement>('[data-route]')?.value
  for (const selector of ['[data-route-picker]', '[data-route-notes]']) {
    const next = fresh.querySelector(selector)
    if (next) find(selector, now)?.replaceWith(next)
  }
  const select = now.querySelector<HTMLSelectElement>('[data-route]')
  const isThere = [...(select?.options ?? [])].some((option) => option.value === kept && !option.disabled)
  if (select && kept && isThere && now.dataset['routeTouched'] !== undefined) select.value = kept
  shown()
}
