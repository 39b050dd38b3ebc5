/**
 * A time as spreadsheets write it (21.11.2026 14:05, 21/11/2026, 2026-11-21 14:05:00) in ISO 8601 with its zone; times
 * without a zone are read in `zone` (an IANA name). What has a zone, and what is no time, stays as it is.
 */
export function isoTime(given: string, zone: string): string {
  const local = partsOf(given.trim())
  if (!local) return given.trim()
  const [year, month, day, hour, minute, second] = local
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second)
  // 31.02. would roll over into March
  if (new Date(asUtc).getUTCDate() !== day || hour > 23 || minute > 59) return given.trim()
  const near = asUtc - offsetAt(asUtc, zone)
  return new Date(asUtc - offsetAt(near, zone)).toISOString()
}

type Parts = [year: number, month: number, day: number, hour: number, minute: number, second: number]

const time = '(?:[T ,]+(\\d{1,2}):(\\d{2})(?::(\\d{2}))?)?'
const dayFirst = new RegExp(`^(\\d{1,2})[./](\\d{1,2})[./](\\d{4})${time}$`)
const yearFirst = new RegExp(`^(\\d{4})-(\\d{2})-(\\d{2})${time}$`)

function partsOf(given: string): Parts | null {
  const [turkish, iso] = [dayFirst.exec(given), yearFirst.exec(given)]
  const found = turkish ?? iso
  if (!found) return null
  // a group that met nothing is undefined, whatever its type says
  const [a = 0, month = 0, c = 0, hour = 0, minute = 0, second = 0] = Array.from(found)
    .slice(1)
    .map(Number)
    .map(orZero)
  return turkish ? [c, month, a, hour, minute, second] : [a, month, c, hour, minute, second]
}

function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : value
}

/** How far the zone's clocks are ahead of UTC at an instant, in milliseconds. */
function offsetAt(at: number, zone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const shown = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown
  return Date.UTC(year, month - 1, day, hour, minute, second) - at
}
