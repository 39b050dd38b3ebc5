import type { OfferedPlaybook } from '../../server/models/playbooks/playbooks.js'
import type { DoneStep } from '../../server/models/playbooks/progress.js'
import type { PlaybooksView, PlaybookView } from '../types.js'

/** Playbooks with what is done of them in a ticket; the first that is not done stands open. */
export function presentPlaybooks(
  ticket: number,
  offered: readonly OfferedPlaybook[],
  done: readonly DoneStep[],
): PlaybooksView | null {
  const views = offered.map((one) => presentPlaybook(one, done))
  const open = views.find(({ doneCount, count }) => doneCount < count)
  const playbooks = views.map((view) => ({ ...view, open: view === open }))
  return playbooks.length > 0 ? { ticket, playbooks } : null
}

function presentPlaybook({ playbook, words }: OfferedPlaybook, done: readonly DoneStep[]): PlaybookView {
  const steps = playbook.steps.map(({ texts, template }, step) => {
    const mark = done.find((one) => one.playbook === playbook.key && one.step === step)
    return {
      step,
      text: { tr: texts.tr, en: texts.en },
      done: mark ? { by: mark.by.name, at: mark.at.toISOString() } : null,
      words: (template && words.get(template)) ?? '',
    }
  })
  const { key, names } = playbook
  const doneCount = steps.filter((one) => one.done !== null).length
  return { key, name: { tr: names.tr, en: names.en }, open: false, doneCount, count: steps.length, steps }
}
