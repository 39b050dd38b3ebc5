import type { Because } from '../because.js'
import { otherCategory } from '../categories/category.js'
import type { Knowledge } from '../rules/compile.js'
import { weigh, wordsOf, type Evidence } from '../rules/match.js'

export interface CategorySuggestion {
  category: string
  /** 0 to 1: the share of all that spoke, with silence counted as one weak reason more; never 1. */
  confidence: number
  because: Because[]
}

export interface Categorised {
  category: string
  /** Up to three, the likeliest first; also there when none was sure enough to be chosen. */
  suggestions: CategorySuggestion[]
  /** Why the category was chosen; empty for 'other'. */
  because: Because[]
}

/** Points that a category needs to be chosen: one plain word, or two hints. */
const enough = 2
/** What speaks for "none of these" in every text. */
const silence = 2

/**
 * What a complaint is about, by the rules. Too little, or two categories as strong as each other: 'other', with the
 * suggestions beside it for a person to choose. Pure.
 * @param language the text's, when it is known: rules for the other language are then left out
 */
export function categorise(text: string, knowledge: Knowledge, language?: 'tr' | 'en' | null): Categorised {
  const evidence = weigh(wordsOf(text), knowledge.byCategory, language)
  const total = evidence.reduce((sum, { points }) => sum + points, silence)
  const suggestions = evidence.slice(0, 3).map((one) => suggestionOf(one, total))
  const chosen = chooseFrom(evidence)
  return { category: chosen?.target ?? otherCategory, suggestions, because: chosen?.because ?? [] }
}

function chooseFrom([first, second]: Evidence[]): Evidence | undefined {
  if (first === undefined || first.points < enough) return undefined
  return first.points > (second?.points ?? 0) ? first : undefined
}

function suggestionOf({ target, points, because }: Evidence, total: number): CategorySuggestion {
  return { category: target, confidence: Math.round((points / total) * 100) / 100, because }
}
