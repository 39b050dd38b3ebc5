import { formatRelative } from '../helpers/dates.js'
import type { App } from './app.js'
import { nowIso } from './clock.js'
import { findAll } from './dom.js'

/** Keeps "5 min" and the like true while the page stays open. */
export function keepTimes({ boot, t }: App): void {
  const words = { now: t('time.now'), yesterday: t('time.yesterday'), minutes: (n: number) => t('time.minutes', { n }) }
  setInterval(() => {
    for (const element of findAll('time[data-relative]')) {
      const text = formatRelative(element.getAttribute('datetime') ?? '', nowIso(), boot.locale, boot.timeZone, words)
      if (element.textContent !== text) element.textContent = text
    }
  }, 30_000)
} // prettier-ignore
