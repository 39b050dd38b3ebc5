import type { App } from './app.js'
import { find } from './dom.js'

/** What is being written, per ticket and kind, kept in this tab until it is sent. */
export interface Drafts {
  keep: (form: HTMLFormElement) => void
  /** Puts a kept draft into an empty composer. */
  restore: (form: HTMLFormElement) => void
  drop: (form: HTMLFormElement, kind: string) => void
}

export function makeDrafts({ t }: App, storage: Storage = sessionStorage): Drafts {
  const key = (form: HTMLFormElement, kind: string): string => `draft:${form.dataset['number'] ?? ''}:${kind}`
  const parts = (form: HTMLFormElement) => ({
    text: form.elements.namedItem('text') as HTMLTextAreaElement,
    kind: (form.elements.namedItem('kind') as RadioNodeList).value,
  })
  const say = (form: HTMLFormElement, kept: boolean): void => {
    const hint = find('[data-draft-state]', form)
    if (hint) hint.textContent = kept ? t('composer.draft_kept') : ''
  }
  return {
    keep: (form) => {
      const { text, kind } = parts(form)
      if (text.value.trim() === '') storage.removeItem(key(form, kind))
      else storage.setItem(key(form, kind), text.value)
      say(form, text.value.trim() !== '')
    },
    restore: (form) => {
      const { text, kind } = parts(form)
      const kept = storage.getItem(key(form, kind))
      if (text.value === '' && kept) text.value = kept
      say(form, Boolean(kept))
    },
    drop: (form, kind) => {
      storage.removeItem(key(form, kind))
      say(form, false)
    },
  }
}
