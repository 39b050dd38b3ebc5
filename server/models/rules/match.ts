import { foldedWords } from '../../lib/fold.js'
import type { Because } from '../because.js'
import type { Matcher, Phrase, PhraseWord, Term } from './compile.js'

/** What speaks for one target: its points, and the terms that were met, the strongest first. */
export interface Evidence {
  target: string
  points: number
  because: Because[]
}

/** A complaint says what it is about at its beginning; what follows is lists, signatures and old mail. */
const readChars = 20_000
/** Reasons that are kept for people. */
const reasonsShown = 3

/** The words of a text as rules meet them. */
export function wordsOf(text: string): string[] {
  return foldedWords(text.slice(0, readChars))
}

/**
 * What the rules say of a text, the strongest target first. Each term counts once however often it is there, and
 * further terms of the same rule count half, so that length alone convinces nobody. Linear in the text.
 * @param language when it is known, rules for the other language are left out
 */
export function weigh(words: readonly string[], matcher: Matcher, language?: 'tr' | 'en' | null): Evidence[] {
  const met = new Set<Term>()
  words.forEach((word, at) => {
    meetWord(word, matcher, met)
    meetPhrases(words, at, matcher, met)
  })
  const spoken = [...met].filter((term) => !language || term.locale === 'any' || term.locale === language)
  return evidenceOf(spoken)
}

function meetWord(word: string, matcher: Matcher, met: Set<Term>): void {
  for (const term of matcher.words.get(word) ?? []) met.add(term)
  for (const length of matcher.lengths) {
    if (length > word.length) return
    for (const term of matcher.stems.get(word.slice(0, length)) ?? []) met.add(term)
  }
}

function meetPhrases(words: readonly string[], at: number, matcher: Matcher, met: Set<Term>): void {
  const word = words[at] ?? ''
  meetAll(matcher.phrases.get(word), words, at, met)
  for (const length of matcher.lengths) {
    if (length > word.length) return
    meetAll(matcher.openPhrases.get(word.slice(0, length)), words, at, met)
  }
}

function meetAll(phrases: Phrase[] | undefined, words: readonly string[], at: number, met: Set<Term>): void {
  for (const phrase of phrases ?? []) if (follows(phrase.rest, words, at + 1)) met.add(phrase)
}

function follows(rest: readonly PhraseWord[], words: readonly string[], at: number): boolean {
  return rest.every(({ text, open }, index) => {
    const word = words[at + index]
    return word !== undefined && (open ? word.startsWith(text) : word === text)
  })
}

function evidenceOf(terms: Term[]): Evidence[] {
  const strongest = terms.sort((a, b) => b.points - a.points)
  const heard = new Set<number>()
  const byTarget = new Map<string, Evidence>()
  for (const { rule, target, points, code, shown } of strongest) {
    const evidence = byTarget.get(target) ?? { target, points: 0, because: [] }
    evidence.points += heard.has(rule) ? points / 2 : points
    if (evidence.because.length < reasonsShown) evidence.because.push({ code, detail: shown })
    heard.add(rule)
    byTarget.set(target, evidence)
  }
  return [...byTarget.values()].sort((a, b) => b.points - a.points)
}
