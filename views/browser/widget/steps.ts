import type { Locale } from '../../types/common.js'
import type { WidgetAsked, WidgetContact, WidgetPreChat, WidgetSession } from '../../types/widget.js'
import { looksLikeEmail, part, parts, piece, tell, valueOf } from './page.js'
import type { Words } from './words.js'

export interface Answers {
  asked: Omit<WidgetAsked, 'answers'>
  contact?: WidgetContact
}

type StepName = 'contact' | 'order' | 'category' | 'remedy'

/** Which questions stand before a conversation: what the site asks and does not know yet. */
export function stepsOf({ site: { preChat }, known }: Pick<WidgetSession, 'site' | 'known'>): StepName[] {
  if (!preChat.on) return []
  const asked: [StepName, boolean][] = [
    ['contact', known.email === ''],
    ['order', preChat.askOrder],
    ['category', preChat.askCategory && preChat.categories.length > 0],
    ['remedy', preChat.askRemedy && preChat.remedies.length > 0],
  ]
  return asked.filter(([, wanted]) => wanted).map(([name]) => name)
}

/** One question at a time, each of which may be skipped; `done` gets what was answered. */
export function startSteps(words: Words, locale: Locale, done: (answers: Answers) => void): { ask: (session: WidgetSession) => void } {
  const form = part('steps') as HTMLFormElement
  let names: StepName[] = []
  let at = 0
  const show = (): void => {
    for (const step of parts('step', form)) step.hidden = step.dataset['step'] !== names[at]
    Object.assign(part('progress', form), { max: names.length, value: at + 1 })
    part('progress-text', form).textContent = words.say('step', { n: at + 1, of: names.length })
    tell(part('fault', form), '')
  }
  const goOn = (): void => {
    at += 1
    if (at >= names.length) {
      done(answersOf(form))
      return
    }
    show()
    part(`step="${names[at] ?? ''}"`, form).querySelector<HTMLElement>('legend')?.focus()
  }
  form.oninput = () => tell(part('fault', form), '')
  form.onsubmit = (event) => {
    event.preventDefault()
    const fault = faultOf(form, names[at], words)
    tell(part('fault', form), fault)
    if (fault === '') goOn()
  }
  part('skip', form).onclick = () => {
    for (const input of part(`step="${names[at] ?? ''}"`, form).querySelectorAll('input')) {
      if (input.type === 'radio' || input.type === 'checkbox') input.checked = false
      else input.value = ''
    }
    goOn()
  }
  return {
    ask: (session) => {
      names = stepsOf(session)
      at = 0
      form.reset()
      fillChoices(form, session.site.preChat, locale)
      show()
    },
  }
} // prettier-ignore

/** Name and address as a form has them; a mistake is a sentence, '' is none. */
export function contactOf(form: HTMLFormElement): WidgetContact | undefined {
  const [name, email] = [valueOf(form, 'name'), valueOf(form, 'email')]
  if (name === '' && email === '') return undefined
  return {
    ...(name ? { name } : {}),
    ...(email ? { email } : {}),
    consent: valueOf(form, 'consent') === 'yes',
  }
}

export function contactFault(form: HTMLFormElement, { say }: Words): string {
  const email = valueOf(form, 'email')
  if (email !== '' && !looksLikeEmail(email)) return say('bad_email')
  return email !== '' && valueOf(form, 'consent') === '' ? say('need_consent') : ''
}

function faultOf(form: HTMLFormElement, step: StepName | undefined, words: Words): string {
  if (step === 'contact') return contactFault(form, words)
  const chosen = step === 'category' || step === 'remedy' ? valueOf(form, step) : 'nothing to choose'
  return chosen === '' ? words.say('need_choice') : ''
}

function answersOf(form: HTMLFormElement): Answers {
  const entries = ['order', 'category', 'remedy'].map((name) => [name, valueOf(form, name)])
  const contact = contactOf(form)
  const asked = Object.fromEntries(entries.filter(([, value]) => value !== '')) as Answers['asked']
  return { asked, ...(contact ? { contact } : {}) }
}

function fillChoices(form: HTMLFormElement, { categories, remedies }: WidgetPreChat, locale: Locale): void {
  const choices = categories.map(({ key, name }) => {
    const choice = piece('choice')
    const input = choice.querySelector('input')
    if (input) input.value = key
    const label = choice.querySelector('span')
    if (label) label.textContent = name[locale]
    return choice
  })
  part('categories', form).replaceChildren(...choices)
  for (const input of form.querySelectorAll<HTMLInputElement>('[name=remedy]')) {
    const choice = input.closest('label')
    if (choice) choice.hidden = !remedies.some((code) => code === input.value)
  }
}
