import type { Locale } from '../types/common.js'

export type DateStyle = 'time' | 'day' | 'date' | 'short' | 'full'

/** British English for its 24-hour clock, the same as in Turkish and without am/pm spaces that differ between ICUs. */
const tags: Record<Locale, string> = { tr: 'tr-TR', en: 'en-GB' }

const styles: Record<DateStyle | 'number', Intl.DateTimeFormatOptions> = {
  number: { year: 'numeric', month: '2-digit', day: '2-digit' },
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  day: { day: 'numeric', month: 'long', weekday: 'long' },
  date: { day: 'numeric', month: 'long', year: 'numeric' },
  short: { day: 'numeric', month: 'short' },
  full: {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  },
}

/**
 * An instant in words, in a zone that is passed in.
 * @param iso ISO 8601; '' and what is no date give ''
 */
export function formatDate(iso: string, style: DateStyle, locale: Locale, timeZone: string): string {
  const at = new Date(iso)
  if (iso === '' || Number.isNaN(at.getTime())) return ''
  return formatter(tags[locale], style, timeZone).format(at)
}

/**
 * How long ago, as short as a list needs it: now, minutes, the time of today, yesterday, else the date.
 * @param now ISO 8601, so that server and browser can agree
 */
export function formatRelative(
  iso: string,
  now: string,
  locale: Locale,
  timeZone: string,
  words: RelativeWords,
): string {
  const at = new Date(iso)
  if (iso === '' || Number.isNaN(at.getTime())) return ''
  const minutes = Math.floor((new Date(now).getTime() - at.getTime()) / 60_000)
  if (minutes >= -1 && minutes < 1) return words.now
  if (minutes >= 1 && minutes < 60) return words.minutes(minutes)
  const days = dayNumber(now, timeZone) - dayNumber(iso, timeZone)
  if (days === 0) return formatDate(iso, 'time', locale, timeZone)
  if (days === 1) return words.yesterday
  return formatDate(iso, days < 300 && days > -300 ? 'short' : 'date', locale, timeZone)
}

export interface RelativeWords {
  now: string
  yesterday: string
  minutes: (n: number) => string
}

/** Days since 1970 in a zone, so that days can be compared. */
export function dayNumber(iso: string, timeZone: string): number {
  const day = formatter('en-CA', 'number', timeZone)
  return Math.round(Date.parse(`${day.format(new Date(iso))}T00:00:00Z`) / 86_400_000)
}

/** A whole number with the language's separators. */
export function formatNumber(value: number, locale: Locale): string {
  return numbers[locale].format(value)
}

/** Money from minor units (kuruş, cents), with as many digits as the currency has. */
export function formatMoney(amountMinor: number, currency: string, locale: Locale): string {
  const format = new Intl.NumberFormat(tags[locale], { style: 'currency', currency })
  return format.format(amountMinor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}

const numbers = { tr: new Intl.NumberFormat(tags.tr), en: new Intl.NumberFormat(tags.en) }
const formatters = new Map<string, Intl.DateTimeFormat>()

/** Making a formatter costs more than a hundred uses of it, and a list uses a hundred; zones are few. */
function formatter(tag: string, style: DateStyle | 'number', timeZone: string): Intl.DateTimeFormat {
  const key = `${tag} ${style} ${timeZone}`
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(tag, { ...styles[style], timeZone })
  formatters.set(key, made)
  return made
}
