import { find, findAll, on } from './dom.js'

/** What the pages of customers do better with script: questions at once, a counter, and one sending at a time. */
export function startPublicForms(): void {
  on('change', '[data-category]', (select) => {
    if (select instanceof HTMLSelectElement) showQuestions(select.value)
  })
  const chosen = find('[data-category]')
  // A browser that goes back keeps the choice, not what was shown for it.
  if (chosen instanceof HTMLSelectElement) showQuestions(chosen.value)
  for (const area of findAll('[data-count]')) {
    if (!(area instanceof HTMLTextAreaElement)) continue
    area.addEventListener('input', () => count(area))
    count(area)
  }
  on('submit', '[data-public-form]', (form) => {
    // After the form's data is taken, so that the pressed button's own value is still in it.
    setTimeout(() => lock(form, true))
  })
  addEventListener('pageshow', () => {
    for (const form of findAll('[data-public-form]')) lock(form, false)
  })
}

function showQuestions(category: string): void {
  for (const group of findAll('[data-questions]')) {
    if (!(group instanceof HTMLFieldSetElement)) continue
    const isAsked = group.dataset['questions'] === category
    group.hidden = !isAsked
    group.disabled = !isAsked
  }
}

function count(area: HTMLTextAreaElement): void {
  const shown = document.getElementById(area.dataset['count'] ?? '')
  if (!shown) return
  const length = area.value.trim().length
  shown.hidden = false
  shown.textContent = `${length} / ${length < Number(shown.dataset['least'] ?? 0) ? (shown.dataset['least'] ?? '') : area.maxLength}`
}

function lock(form: HTMLElement, busy: boolean): void {
  for (const button of findAll('[data-once]', form)) {
    if (button instanceof HTMLButtonElement) button.disabled = busy
    button.setAttribute('aria-busy', String(busy))
  }
}
