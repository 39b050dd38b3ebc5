import type { RuleKind, RuleLocale } from './rule.js'

/** A rule that every installation begins with; its terms are separated by commas. */
export interface StarterRule {
  /** Stays the same for ever: it tells a later version which rules are there already. */
  builtIn: string
  kind: RuleKind
  locale: RuleLocale
  target: string
  weight: number
  words?: string
  stems?: string
  phrases?: string
}

/** Terms of one strength for one target. */
export type Terms = Pick<StarterRule, 'words' | 'stems' | 'phrases'>

/** Weights: what settles it, what speaks for it, and what only adds to something else. */
export const strengths = { clear: 4, likely: 2, hint: 1 } as const
export type Strength = keyof typeof strengths

/** The starter rules of one target in one language. */
export function starter(
  kind: RuleKind,
  locale: RuleLocale,
  target: string,
  terms: Partial<Record<Strength, Terms>>,
): StarterRule[] {
  return (Object.entries(terms) as [Strength, Terms][]).map(([strength, own]) => ({
    builtIn: `${kind}.${target}.${locale}.${strength}`,
    kind,
    locale,
    target,
    weight: strengths[strength],
    ...own,
  }))
}
