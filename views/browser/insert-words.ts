import { find, on } from './dom.js'

/** Words of a playbook go into the composer at once; without script the server puts them there. */
export function startInsertingWords(): void {
  on('click', '[data-insert-words]', (button, event) => {
    const area = find('[data-composer] textarea')
    if (!(area instanceof HTMLTextAreaElement)) return
    event.preventDefault()
    const written = area.value.trimEnd()
    area.value = written === '' ? (button.dataset['insertWords'] ?? '') : `${written}\n\n${button.dataset['insertWords'] ?? ''}`
    area.dispatchEvent(new Event('input', { bubbles: true }))
    area.focus()
    area.setSelectionRange(area.value.length, area.value.length)
  })
} // prettier-ignore
