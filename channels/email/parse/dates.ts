/**
 * Reads a Date field (RFC 5322 section 3.3, obsolete forms too, ISO 8601 as some software writes it).
 * A missing zone is UTC. Gives null for what is no date or lies outside 1970 to 9999; the future is the caller's to judge.
 */
export function parseDate(field: string): Date | null {
  const match =
    /(\d{1,2})[\s-]+([a-z]{3})[a-z]{0,6}\.?[\s,-]+(\d{2,4})[\s,]+(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2}))?\s*([+-]\s?\d{4}|[a-z]{1,5})?/i.exec(
      field.slice(0, 200),
    )
  if (!match) return isoDate(field)
  const [, day, name = '', year = '', hour, minute, second = '0', zone = ''] = match
  const month = months.indexOf(name.toLowerCase())
  if (month < 0) return null
  const numbers = [day, hour, minute, second].map(Number)
  const [d = 0, h = 0, m = 0, s = 0] = numbers
  if (d < 1 || d > 31 || h > 24 || m > 59 || s > 60) return null
  return within(Date.UTC(fullYear(year), month, d, h, m, s) - zoneOffset(zone))
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Hours from UTC of the zone names of RFC 5322 section 4.3 and of those Turkish and European mail uses. */
const zones: Record<string, number> = {
  EST: -5, EDT: -4, CST: -6, CDT: -5, MST: -7, MDT: -6, PST: -8, PDT: -7,
  TRT: 3, MSK: 3, EET: 2, EEST: 3, CET: 1, CEST: 2, MEZ: 1, MESZ: 2, BST: 1,
} // prettier-ignore

function fullYear(text: string): number {
  const year = Number(text)
  if (text.length === 4) return year
  return text.length === 3 ? year + 1900 : year + (year < 50 ? 2000 : 1900)
}

function zoneOffset(zone: string): number {
  const digits = /^([+-])\s?(\d{2})(\d{2})$/.exec(zone)
  if (!digits) return (zones[zone.toUpperCase()] ?? 0) * 3_600_000
  const minutes = Number(digits[2]) * 60 + Number(digits[3])
  return (digits[1] === '-' ? -minutes : minutes) * 60_000
}

function isoDate(field: string): Date | null {
  const iso = /\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?/.exec(
    field.slice(0, 200),
  )?.[0]
  if (!iso) return null
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/.test(iso.slice(16)) ? iso : `${iso}Z`
  return within(Date.parse(zoned.replace(' ', 'T')))
}

function within(time: number): Date | null {
  return Number.isFinite(time) && time >= 0 && time < 253_402_300_800_000 ? new Date(time) : null
}
