import { days, nowMs, seconds } from '../../lib/clock.js'
import { randomId } from '../../lib/ids.js'
import type { Secrets } from '../../lib/secrets.js'

/** How long a token is good; each visit renews it. */
export const tokenLifetime = days(180)

export interface VisitorToken {
  /** Key of the site's account. */
  site: string
  visitor: string
}

/** An id for somebody who comes for the first time; nobody can guess it. */
export function newVisitor(): string {
  return `visitor-${randomId()}`
}

/** A token that proves to us, and to nobody else, who a visitor is: `site.visitor.issued.mac`, safe in a URL. */
export function issueToken({ site, visitor }: VisitorToken, secrets: Secrets): string {
  const issued = Math.floor(nowMs() / seconds(1)).toString(36)
  return [site, visitor, issued, secrets.sign('visitor', site, visitor, issued)].join('.')
}

/** Who a token names, or null when we did not make it or its time is over. */
export function readToken(token: string, secrets: Secrets): VisitorToken | null {
  const match = /^([a-z0-9-]{1,64})\.(visitor-[0-9a-z]{26})\.([0-9a-z]{1,10})\.([0-9a-z]{26})$/.exec(token)
  const [, site = '', visitor = '', issued = '', mac = ''] = match ?? []
  if (!match || !secrets.verify(mac, 'visitor', site, visitor, issued)) return null
  const age = nowMs() - parseInt(issued, 36) * seconds(1)
  return age <= tokenLifetime ? { site, visitor } : null
}
