import { createInstance } from 'i18next'
import type { Locale } from '../types/common.js'

export type Translate = (key: string, values?: Record<string, unknown>) => string

/** Nested texts of one language, as the files in views/locales hold them. */
export interface Texts {
  [key: string]: string | Texts
}

/**
 * Looks up texts of one language; `{{name}}` in a text is filled from the values, `count` chooses the plural form.
 * A key without a text gives the key itself, or `values.defaultValue`. Escaping is the template's business.
 */
export function makeTranslate(locale: Locale, texts: Texts, onMissing?: (key: string) => void): Translate {
  const instance = createInstance()
  void instance.init({
    lng: locale,
    resources: { [locale]: { translation: texts } },
    initAsync: false,
    interpolation: { escapeValue: false },
    returnNull: false,
    ...(onMissing
      ? { parseMissingKeyHandler: (key: string, fallback?: string) => (onMissing(key), fallback ?? key) }
      : {}),
  })
  const constant = constantTexts(texts)
  return (key, values = {}) => ('count' in values ? undefined : constant.get(key)) ?? instance.t(key, values)
}

/** Texts with nothing to fill in, by their whole key: most of a page, and found a hundred times as fast. */
function constantTexts(texts: Texts, prefix = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, text] of Object.entries(texts)) {
    if (typeof text === 'string') {
      if (!/\{\{|\$t\(/.test(text)) found.set(prefix + key, text)
    } else for (const [inner, one] of constantTexts(text, `${prefix}${key}.`)) found.set(inner, one)
  }
  return found
}
