import { dayNumber, formatDate } from '../../helpers/dates.js'
import type { Locale } from '../../types/common.js'
import type { WidgetStatus } from '../../types/widget.js'
import { nowIso } from '../clock.js'
import type { Words } from './words.js'

/** Whether somebody is there to answer now. */
export function isStaffed({ open, agents }: WidgetStatus): boolean {
  return open && agents > 0
}

/** The shop's hours in a sentence. */
export function hoursText(status: WidgetStatus, { say }: Words, locale: Locale, zone: string): string {
  if (status.open) return say(status.agents > 0 ? 'open' : 'nobody')
  if (!status.nextOpenAt) return say('closed')
  return say('closed_until', { when: whenText(status.nextOpenAt, say, locale, zone) })
}

function whenText(iso: string, say: Words['say'], locale: Locale, zone: string): string {
  const time = formatDate(iso, 'time', locale, zone)
  const days = dayNumber(iso, zone) - dayNumber(nowIso(), zone)
  if (days === 0) return say('today', { time })
  if (days === 1) return say('tomorrow', { time })
  return say('on_day', { day: formatDate(iso, 'day', locale, zone), time })
}
