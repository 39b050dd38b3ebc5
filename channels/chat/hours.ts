const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
export type DayName = (typeof dayNames)[number]

/** When people answer, by weekday: spans of local time, `["09:00", "18:00"]`; `24:00` is the end of the day. */
export type WeekHours = Partial<Record<DayName, [from: string, to: string][]>>

/** Source of the pattern of one line of hours: `mon 09:00-18:00`, or `mon-fri 09:00-12:30 13:30-18:00`. */
export const hoursPattern =
  '^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?( +([01]\\d|2[0-3]):[0-5]\\d-(([01]\\d|2[0-3]):[0-5]\\d|24:00))+$'

/** Hours as an object by weekday or as lines of text; null when there are none, which means always open. */
export function readHours(given: unknown): WeekHours | null {
  const hours =
    typeof given === 'object' && given !== null && !Array.isArray(given)
      ? fromObject(given as Record<string, unknown>)
      : fromLines(given)
  return Object.keys(hours).length > 0 ? hours : null
}

export interface Opening {
  open: boolean
  /** When it opens next; null while it is open, and when it never does. */
  nextOpenAt: Date | null
}

/** Whether people answer at an instant by the wall clock of a zone, and when they do next. Pure. */
export function openingAt(hours: WeekHours | null, timeZone: string, at: Date): Opening {
  if (hours === null) return { open: true, nextOpenAt: null }
  const local = wallClock(at, timeZone)
  const today = hours[local.day] ?? []
  if (today.some(([from, to]) => from <= local.time && local.time < to))
    return { open: true, nextOpenAt: null }
  return { open: false, nextOpenAt: nextOpening(hours, timeZone, at) }
}

/** The first opening after `at` within eight days: the day it falls on, then the instant of its wall-clock time. */
function nextOpening(hours: WeekHours, timeZone: string, at: Date): Date | null {
  for (let ahead = 0; ahead <= 8; ahead++) {
    // Noon of the day, so that a day of 23 or 25 hours is still itself.
    const { date } = wallClock(new Date(at.getTime() + ahead * 86_400_000), timeZone)
    const day = dayNames[new Date(`${date}T12:00:00Z`).getUTCDay()] ?? 'sun'
    const opening = (hours[day] ?? [])
      .map(([from]) => instantOf(date, from, timeZone))
      .filter((one) => one > at)
      .sort((a, b) => a.getTime() - b.getTime())[0]
    if (opening) return opening
  }
  return null
}

/** The instant at which a zone's clocks show a time; where clocks jump over it, the jump. */
function instantOf(date: string, time: string, timeZone: string): Date {
  const wanted = Date.parse(`${date}T${time}:00Z`)
  let guess = wanted
  // The zone's offset at the guess is corrected once more, because it may differ at the result.
  for (let turn = 0; turn < 2; turn++) {
    const shown = wallClock(new Date(guess), timeZone)
    guess += wanted - Date.parse(`${shown.date}T${shown.time}:00Z`)
  }
  return new Date(guess)
}

function wallClock(at: Date, timeZone: string): { date: string; time: string; day: DayName } {
  const shown = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at)
  const part = (type: string): string => shown.find((one) => one.type === type)?.value ?? ''
  const date = `${part('year')}-${part('month')}-${part('day')}`
  const day = dayNames[new Date(`${date}T12:00:00Z`).getUTCDay()] ?? 'sun'
  return { date, time: `${part('hour')}:${part('minute')}`, day }
}

function fromObject(given: Record<string, unknown>): WeekHours {
  const hours: WeekHours = {}
  for (const day of dayNames) {
    const spans = given[day]
    if (!Array.isArray(spans)) continue
    const good = spans.filter(isSpan)
    if (good.length > 0) hours[day] = good
  }
  return hours
}

function fromLines(given: unknown): WeekHours {
  const lines = Array.isArray(given) ? given : typeof given === 'string' ? given.split('\n') : []
  const hours: WeekHours = {}
  for (const line of lines) {
    if (typeof line !== 'string' || !new RegExp(hoursPattern).test(line.trim())) continue
    const [days = '', ...spans] = line.trim().split(/ +/)
    const good = spans.map((span) => span.split('-')).filter(isSpan)
    if (good.length === 0) continue
    for (const day of daysOf(days)) hours[day] = [...(hours[day] ?? []), ...good]
  }
  return hours
}

/** `fri-mon` goes over the weekend. */
function daysOf(text: string): DayName[] {
  const [first = '', last = first] = text.split('-')
  const from = dayNames.indexOf(first as DayName)
  const count = ((dayNames.indexOf(last as DayName) - from + 7) % 7) + 1
  return Array.from({ length: count }, (_, ahead) => dayNames[(from + ahead) % 7] ?? 'sun')
}

function isSpan(span: unknown): span is [string, string] {
  if (!Array.isArray(span) || span.length !== 2) return false
  const [from, to] = span as unknown[]
  const isTime = (time: unknown): time is string =>
    typeof time === 'string' && /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(time)
  return isTime(from) && isTime(to) && from < to
}
