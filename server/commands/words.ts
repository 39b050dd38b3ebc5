import type { Translate } from '../../views/helpers/translate.js'
import { errorText, translator } from '../../views/i18n.js'
import { AppError } from '../lib/errors.js'

/** Texts of the commands, in the language of the instance. */
export function words(locale: 'tr' | 'en'): Translate {
  const translate = translator(locale)
  return (key, values) => translate(`cli.${key}`, values)
}

/** What a person is told about an error of a command, or null for one nobody has words for. */
export function wordsOf(error: unknown, locale: 'tr' | 'en'): string | null {
  return error instanceof AppError ? errorText(error.code, locale, error.details) : null
}
