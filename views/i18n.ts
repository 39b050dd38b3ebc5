import { readFileSync } from 'node:fs'
import { errorText as textOfError } from './helpers.js'
import { makeTranslate, type Texts, type Translate } from './helpers/translate.js'
import type { Locale } from './types.js'

export const locales = ['tr', 'en'] as const

const made = new Map<Locale, Translate>()

/** The texts of a language as the file holds them. */
export function readTexts(locale: Locale): Texts {
  return JSON.parse(readFileSync(new URL(`./locales/${locale}.json`, import.meta.url), 'utf8')) as Texts
}

/** The lookup of a language, read once. */
export function translator(locale: Locale): Translate {
  const known = made.get(locale)
  if (known) return known
  const fresh = makeTranslate(locale, readTexts(locale))
  made.set(locale, fresh)
  return fresh
}

/**
 * What a person is told about an error.
 * @param code of an AppError, or of a field's fault
 * @param details values that the text may name
 */
export function errorText(code: string, locale: Locale, details: Record<string, unknown> = {}): string {
  return textOfError(translator(locale), code, details)
}
