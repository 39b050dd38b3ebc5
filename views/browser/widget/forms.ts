import type { WidgetContact } from '../../types/widget.js'
import { looksLikeEmail, part, tell, valueOf } from './page.js'
import type { Answer } from './server.js'
import { contactFault, contactOf } from './steps.js'
import type { Words } from './words.js'

interface Actions {
  /** A message left while nobody is there. */
  leave: (text: string, order: string, contact: WidgetContact | undefined) => void
  transcript: (email: string) => Promise<Answer<object>>
  end: () => Promise<Answer<object>>
  rate: (score: number, comment: string) => Promise<Answer<object>>
  ended: () => void
  rated: () => void
}

/** The small forms beside the conversation. */
export function startForms(words: Words, actions: Actions): void {
  startAway(words, actions)
  onSubmit('transcript', words, async (form) => {
    const email = valueOf(form, 'email')
    if (!looksLikeEmail(email)) return words.say('bad_email')
    part('done', form).hidden = true
    const answer = await actions.transcript(email)
    part('done', form).hidden = 'code' in answer
    return faultIn(answer, words)
  })
  onSubmit('end', words, async () => {
    const answer = await actions.end()
    if (!('code' in answer)) actions.ended()
    return faultIn(answer, words)
  })
  onSubmit('rating', words, async (form) => {
    const score = Number(valueOf(form, 'score'))
    if (score === 0) return words.say('need_score')
    const answer = await actions.rate(score, valueOf(form, 'comment'))
    if (!('code' in answer)) {
      form.reset()
      actions.rated()
    }
    return faultIn(answer, words)
  })
}

function startAway(words: Words, { leave }: Actions): void {
  onSubmit('away', words, (form) => {
    const text = valueOf(form, 'text')
    if (valueOf(form, 'email') === '') return words.say('need_email')
    const fault = contactFault(form, words) || (text === '' ? words.say('need_text') : '')
    if (fault === '') {
      leave(text, valueOf(form, 'order'), contactOf(form))
      form.reset()
    }
    return fault
  })
}

/** @param run answers with what went wrong, in words; '' when nothing did */
function onSubmit(
  name: string,
  words: Words,
  run: (form: HTMLFormElement) => string | Promise<string>,
): void {
  const form = part(name) as HTMLFormElement
  const button = form.querySelector<HTMLButtonElement>('[type=submit]')
  form.oninput = () => tell(part('fault', form), '')
  form.onsubmit = (event) => {
    event.preventDefault()
    if (button?.disabled) return
    if (button) button.disabled = true
    void Promise.resolve(run(form))
      .catch(() => words.fault('internal'))
      .then((fault) => {
        if (button) button.disabled = false
        tell(part('fault', form), fault)
      })
  }
}

function faultIn(answer: Answer<object>, words: Words): string {
  return 'code' in answer ? words.fault(answer.code) : ''
}
