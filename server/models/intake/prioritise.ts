import type { Because } from '../because.js'
import { otherCategory } from '../categories/category.js'
import type { Knowledge } from '../rules/compile.js'
import { weigh, wordsOf, type Evidence } from '../rules/match.js'
import { priorities, type Priority } from '../tickets/ticket.js'

export interface PriorityFacts {
  /** The review's stars, 1 to 5. */
  rating?: number
  /** How often this customer has written about this before. */
  repeatContacts?: number
  /** The customer's segment; 'vip' is one that is taken sooner. */
  segment?: string | null
}

export interface Judged {
  text: string
  category: string
  facts: PriorityFacts
  language?: 'tr' | 'en' | null
}

export interface Prioritised {
  priority: Priority
  because: Because[]
}

/** Points at which rules are believed: one strong term, or a hint with another. */
const enough = 3

/**
 * How soon a complaint must be taken: the highest of what its category begins with and what the rules say. A low
 * rating, repeated contacts or a segment raise it by one step in all and never to urgent, which only the text itself
 * asks for. 'low' by a rule holds only where no category was recognised. Pure.
 */
export function prioritise(judged: Judged, knowledge: Knowledge): Prioritised {
  const usual = knowledge.categories.get(judged.category) ?? 'normal'
  const evidence = weigh(wordsOf(judged.text), knowledge.byPriority, judged.language)
  const believed = evidence.filter(({ points }) => points >= enough)
  const raising = highest(believed)
  if (raising !== undefined && rank(raising.target) > rank(usual)) {
    return raisedByFacts({ priority: raising.target as Priority, because: raising.because }, judged.facts)
  }
  const lowering = believed.find(({ target }) => target === 'low')
  if (lowering !== undefined && raising === lowering && judged.category === otherCategory) {
    return { priority: 'low', because: lowering.because }
  }
  const because: Because[] = [{ code: 'category_default', detail: judged.category }]
  return raisedByFacts({ priority: usual, because }, judged.facts)
}

function highest(evidence: Evidence[]): Evidence | undefined {
  return evidence.reduce<Evidence | undefined>(
    (best, one) => (best === undefined || rank(one.target) > rank(best.target) ? one : best),
    undefined,
  )
}

function raisedByFacts({ priority, because }: Prioritised, facts: PriorityFacts): Prioritised {
  const reasons = reasonsIn(facts)
  if (reasons.length === 0 || rank(priority) >= rank('high')) return { priority, because }
  return { priority: priorities[rank(priority) + 1] ?? priority, because: [...because, ...reasons] }
}

function reasonsIn({ rating, repeatContacts, segment }: PriorityFacts): Because[] {
  const reasons: Because[] = []
  if (rating !== undefined && rating <= 2) reasons.push({ code: 'low_rating', detail: String(rating) })
  if (repeatContacts !== undefined && repeatContacts >= 2) {
    reasons.push({ code: 'repeat_contacts', detail: String(repeatContacts) })
  }
  if (segment === 'vip') reasons.push({ code: 'segment', detail: segment })
  return reasons
}

function rank(priority: string): number {
  return priorities.indexOf(priority as Priority)
}
