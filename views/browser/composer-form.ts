import { nowIso } from './clock.js'
import { find } from './dom.js'
import type { Unsent } from './unsent.js'

/** What stands in the composer; its files are told apart. */
export function readForm(
  form: HTMLFormElement,
  submitter: HTMLElement | null,
): Omit<Unsent, 'attachments' | 'route' | 'template' | 'channel'> {
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

export function setField(form: HTMLFormElement, name: string, value: string): void {
  const field = form.elements.namedItem(name)
  if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.value = value
}

export function clearForm(form: HTMLFormElement): void {
  setField(form, 'text', '')
  setField(form, 'clientId', crypto.randomUUID())
  const newer = find('[data-newer]', form)
  if (newer) newer.hidden = true
}

/** What was written goes back into the composer, before what is being written there already. */
export function putBack(unsent: Pick<Unsent, 'number' | 'text' | 'clientId'>): HTMLFormElement | null {
  const form = document.querySelector<HTMLFormElement>(`[data-composer][data-number="${unsent.number}"]`)
  if (!form) return null
  const text = form.elements.namedItem('text') as HTMLTextAreaElement
  text.value = text.value.trim() === '' ? unsent.text : `${unsent.text}\n\n${text.value}`
  setField(form, 'clientId', unsent.clientId)
  text.focus()
  return form
}

export function switchKind(form: HTMLFormElement | null, restore: (form: HTMLFormElement) => void): void {
  const text = form?.elements.namedItem('text')
  if (!form || !(text instanceof HTMLTextAreaElement)) return
  const kind = (form.elements.namedItem('kind') as RadioNodeList).value
  text.placeholder = text.dataset[kind === 'note' ? 'placeholderNote' : 'placeholderReply'] ?? ''
  restore(form)
  text.focus()
}
