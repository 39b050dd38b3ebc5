import { now } from '../../lib/clock.js'
import { Rule, type RuleMatch } from './rule.js'
import { englishCategoryRules } from './starter-en.js'
import { priorityRules } from './starter-priority.js'
import { turkishCategoryRules } from './starter-tr.js'
import type { StarterRule } from './starter.js'

export const starterRules: readonly StarterRule[] = [
  ...turkishCategoryRules,
  ...englishCategoryRules,
  ...priorityRules,
]

/** Adds the starter rules that are not there; what people have changed or switched off stays. */
export async function seedRules(): Promise<void> {
  const at = now()
  await Rule.bulkWrite(
    starterRules.map((rule) => ({
      updateOne: {
        filter: { builtIn: rule.builtIn },
        update: { $setOnInsert: { ...fieldsOf(rule), createdAt: at, updatedAt: at } },
        upsert: true,
      },
    })),
  )
}

/** A starter rule as a record holds it. */
export function fieldsOf({ kind, locale, target, weight, words, stems, phrases }: StarterRule) {
  const match: RuleMatch = { words: split(words), phrases: split(phrases), stems: split(stems) }
  return { kind, locale, target, weight, match, enabled: true, by: null }
}

function split(terms: string | undefined): string[] {
  return (terms ?? '').split(',').flatMap((term) => (term.trim() === '' ? [] : [term.trim()]))
}
