import type { PlaybookRecord } from './playbook.js'

/** Words for the customer, in both languages; '' where there are none to send. */
export interface StarterStep {
  tr: string
  en: string
  words?: { tr: string; en: string }
}

export interface StarterPlaybook extends Pick<PlaybookRecord, 'key' | 'names' | 'categories'> {
  steps: readonly StarterStep[]
}

/** The category under which a playbook stands that helps with everything. */
export const anyCategory = '*'

/** A starter playbook; its name in both languages. */
export function playbook(
  key: string,
  categories: readonly string[],
  tr: string,
  en: string,
  steps: readonly StarterStep[],
): StarterPlaybook {
  return { key, categories: [...categories], names: { tr, en }, steps }
}

/** A step; with words for the customer where it has some. */
export function step(tr: string, en: string, words?: readonly [tr: string, en: string]): StarterStep {
  return { tr, en, ...(words ? { words: { tr: words[0], en: words[1] } } : {}) }
}
