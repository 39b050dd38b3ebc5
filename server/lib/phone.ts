import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max'

/**
 * A number as people type it ('0532 123 45 67', '90 532…', '00 90…') in E.164 ('+905321234567').
 * @param defaultCountry ISO 3166-1 code of the country whose numbers are written without their country code
 * @returns null when the whole text is not one number that exists in its country's numbering plan
 */
export function toE164(text: string, defaultCountry: CountryCode = 'TR'): string | null {
  const typed = text.normalize('NFKC').trim()
  if (typed.length > 40) return null
  const number = parsePhoneNumberFromString(typed, { defaultCountry, extract: false })
  return number?.isValid() ? number.number : null
}

/** Whether a text has the form of E.164 (ITU-T E.164: at most 15 digits); it says nothing of the number's existence. */
export function isE164(text: string): boolean {
  return /^\+[1-9]\d{3,14}$/.test(text)
}
