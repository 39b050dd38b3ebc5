import { fold, foldedWords } from '../../lib/fold.js'
import type { BecauseCode } from '../because.js'
import type { CategoryRecord } from '../categories/category.js'
import type { Priority } from '../tickets/ticket.js'
import type { RuleLocale, RuleRecord } from './rule.js'

/** One term of one rule, ready to be met in a text. */
export interface Term {
  /** Names the rule among those compiled together. */
  rule: number
  target: string
  locale: RuleLocale
  code: BecauseCode
  /** As its author typed it. */
  shown: string
  points: number
}

/** A word of a phrase; `open` ones are met by every word that begins with them. */
export interface PhraseWord {
  text: string
  open: boolean
}

export interface Phrase extends Term {
  rest: PhraseWord[]
}

/** Terms by what they are looked up with, so that a text costs its own length whatever the number of rules. */
export interface Matcher {
  words: Map<string, Term[]>
  stems: Map<string, Term[]>
  phrases: Map<string, Phrase[]>
  openPhrases: Map<string, Phrase[]>
  /** Lengths of stems and open first words, each once. */
  lengths: number[]
}

/** Everything that judging a text needs, loaded beforehand. */
export interface Knowledge {
  /** Default priorities of the categories that may be chosen, by key. */
  categories: Map<string, Priority>
  byCategory: Matcher
  byPriority: Matcher
}

type RuleToCompile = Pick<RuleRecord, 'kind' | 'locale' | 'match' | 'target' | 'weight' | 'enabled'>
type CategoryToCompile = Pick<CategoryRecord, 'key' | 'defaultPriority' | 'retired'>

/** A phrase says more than a word. */
const phraseFactor = 2

/** Compiles rules and categories; rules that are off, and those for categories that are gone, are left out. */
export function compile(
  rules: readonly RuleToCompile[],
  categories: readonly CategoryToCompile[],
): Knowledge {
  const live = categories.filter((category) => category.retired === undefined)
  const chosen = new Map(live.map((category) => [category.key, category.defaultPriority]))
  const enabled = rules.filter((rule) => rule.enabled)
  return {
    categories: chosen,
    byCategory: matcherOf(enabled.filter((rule) => rule.kind === 'category' && chosen.has(rule.target))),
    byPriority: matcherOf(enabled.filter((rule) => rule.kind === 'priority')),
  }
}

function matcherOf(rules: RuleToCompile[]): Matcher {
  const matcher: Matcher = {
    words: new Map(),
    stems: new Map(),
    phrases: new Map(),
    openPhrases: new Map(),
    lengths: [],
  }
  rules.forEach((rule, index) => {
    const { words, stems, phrases } = rule.match
    for (const word of words) addWord(matcher.words, term(rule, index, 'rule_word', word))
    for (const stem of stems) addWord(matcher.stems, term(rule, index, 'rule_stem', stem))
    for (const phrase of phrases) addPhrase(matcher, term(rule, index, 'rule_phrase', phrase))
  })
  const openings = [...matcher.stems.keys(), ...matcher.openPhrases.keys()]
  matcher.lengths = [...new Set(openings.map((text) => text.length))].sort((a, b) => a - b)
  return matcher
}

function term(rule: RuleToCompile, index: number, code: BecauseCode, shown: string): Term {
  const points = rule.weight * (code === 'rule_phrase' ? phraseFactor : 1)
  return { rule: index, target: rule.target, locale: rule.locale, code, shown: shown.slice(0, 200), points }
}

function addWord(map: Map<string, Term[]>, one: Term): void {
  const [text] = foldedWords(one.shown)
  if (text !== undefined) add(map, text, one)
}

function addPhrase(matcher: Matcher, one: Term): void {
  const [first, ...rest] = phraseWords(one.shown)
  if (first === undefined) return
  add(first.open ? matcher.openPhrases : matcher.phrases, first.text, { ...one, rest })
}

function phraseWords(phrase: string): PhraseWord[] {
  const parts = fold(phrase).match(/[\p{L}\p{N}]{2,}\*?/gu) ?? []
  return parts.map((part) =>
    part.endsWith('*') ? { text: part.slice(0, -1), open: true } : { text: part, open: false },
  )
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [value])
  else known.push(value)
}
