import { find, on } from './dom.js'

/** Words of a playbook go into the composer at once; without script the server puts them there. */
export function startInsertingWords(): void {
  on('click', '[data-insert-words]', (button, event) => {
    const area = find('[data-composer] textarea')
    if (!(area instanceof HTMLTextAreaElement)) return
    event.preventDefault()
    const [written, words] = [area.value.trimEnd(), button.dataset['insertWords'] ?? '']
    area.value = written === '' ? words : `${written}\n\n${words}`
    area.dispatchEvent(new Event('input', { bubbles: true }))
    area.focus()
    area.setSelectionRange(area.value.length, area.value.length)
  })
}

/** The form for a call opens in its place; without script, or where it is not there, it has a page of its own. */
export function startOpeningCalls(): void {
  on('click', '[data-open-call]', (_link, event) => {
    const form = find('#call-form')
    if (!(form instanceof HTMLDetailsElement)) return
    event.preventDefault()
    form.open = true
    form.scrollIntoView({ block: 'nearest' })
    find('textarea[name="note"]', form)?.focus()
  })
}
