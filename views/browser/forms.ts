import type { App } from './app.js'
import { find, findAll, on } from './dom.js'
import { toast, toastError } from './toasts.js'

/** What forms do beyond a plain post: selects act at once, deletions ask, unsaved changes are not lost by accident. */
export function startForms(app: App): void {
  find('[data-faults]')?.focus()
  on('change', 'select[data-autosubmit]', (select) => (select as HTMLSelectElement).form?.requestSubmit())
  on('submit', 'form[data-confirm]', (form, event) => {
    if (!window.confirm(form.dataset['confirm'])) event.preventDefault()
  })
  on('submit', 'form[data-action-form]', (form, event) => {
    event.preventDefault()
    void act(app, form as HTMLFormElement)
  })
  guardChanges()
}

/** Sends a form without leaving the page; what it changed comes back as a push. */
async function act(app: App, form: HTMLFormElement): Promise<void> {
  const buttons = findAll('button', form)
  for (const button of buttons) button.setAttribute('aria-busy', 'true')
  try {
    const body = new URLSearchParams()
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value)
    const response = await fetch(form.action, { method: 'POST', body, headers: { accept: 'application/json' }, redirect: 'manual' })
    // A redirect is the answer of a plain post: it was done.
    if (response.type === 'opaqueredirect' || response.ok) form.dispatchEvent(new CustomEvent('acted', { bubbles: true }))
    else {
      await toastError(app, response)
      form.reset()
    }
  } catch {
    toast(app.t('live.load_failed'))
    form.reset()
  } finally {
    for (const button of buttons) button.removeAttribute('aria-busy')
  }
} // prettier-ignore

function guardChanges(): void {
  const dirty = new Set<HTMLElement>()
  on('input', 'form[data-guard]', (form) => dirty.add(form))
  on('submit', 'form[data-guard]', (form) => dirty.delete(form))
  window.addEventListener('beforeunload', (event) => {
    if (dirty.size > 0) event.preventDefault()
  })
}
