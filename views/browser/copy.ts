import type { App } from './app.js'
import { findAll, on } from './dom.js'
import { toast } from './toasts.js'

/** Buttons that put a text beside them on the clipboard; shown only where the browser lets a page do that. */
export function startCopying(app: App): void {
  if (!('clipboard' in navigator)) return
  for (const button of findAll('[data-copy]')) button.hidden = false
  on('click', '[data-copy]', (button) => {
    const text = button.parentElement?.querySelector('[data-copy-text]')?.textContent ?? ''
    void navigator.clipboard.writeText(text).then(
      () => toast(app.t('forms.copied'), 'good'),
      // The browser forbids it here: the text can be marked and copied by hand.
      () => toast(app.t('forms.copy_failed')),
    )
  })
}
