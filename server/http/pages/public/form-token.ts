import { hours, now, nowMs, seconds } from '../../../lib/clock.js'
import { randomId } from '../../../lib/ids.js'
import type { Secrets } from '../../../lib/secrets.js'

/** What a shown form carries: its own name, by which what is sent twice is one message, and when it was shown. */
export interface FormToken {
  id: string
  shownAt: Date
}

/** A person needs longer than this to fill a form in; a form left open overnight is shown anew. */
const soonest = seconds(3)
const latest = hours(24)

/** @returns `id-time-mac`, safe in a URL */
export function issueFormToken(secrets: Secrets): string {
  const [id, time] = [randomId(), now().getTime().toString(36)]
  return `${id}-${time}-${secrets.sign('form-token', id, time)}`
}

/** @returns null for what we did not make */
export function readFormToken(token: string, secrets: Secrets): FormToken | null {
  const match = /^([0-9a-z]{26})-([0-9a-z]{1,9})-([0-9a-z]{26})$/.exec(token)
  const [, id = '', time = '', mac = ''] = match ?? []
  if (!match || !secrets.verify(mac, 'form-token', id, time)) return null
  return { id, shownAt: new Date(parseInt(time, 36)) }
}

/** Whether a form comes in the time that a person takes. */
export function ageOf(token: FormToken | null): 'good' | 'early' | 'late' {
  if (!token) return 'late'
  const age = nowMs() - token.shownAt.getTime()
  return age < soonest ? 'early' : age <= latest ? 'good' : 'late'
}
