import { z } from 'zod'
import { Invalid } from '../../lib/errors.js'
import { typedHost } from '../../lib/links.js'
import type { Origin } from '../../models/audits/index.js'
import * as settings from '../../models/settings/index.js'
import { route, type AnyRoute } from '../api/route.js'

const hosts = z.object({ hosts: z.array(z.string()) })

export const blockedLinkRoutes: AnyRoute[] = [
  route({
    method: 'get',
    path: '/settings/blocked-links',
    summary: 'Hosts of which messages that link to them are marked',
    permission: 'user',
    responses: { 200: hosts },
    handler: async () => ({ hosts: (await settings.get('blockedLinkHosts')) ?? [] }),
  }),
  route({
    method: 'put',
    path: '/settings/blocked-links',
    summary:
      'Mark messages that come from now on and link to one of these hosts or below; the list replaces the last one',
    permission: { area: 'manage_rules' },
    body: z.strictObject({ hosts: z.array(z.string().max(400)).max(500) }),
    responses: { 200: hosts },
    async handler({ body, origin }) {
      return { hosts: await setBlockedHosts(body.hosts, origin) }
    },
  }),
]

/** Makes these the list, each as a host of its own. @throws Invalid('link_host_invalid'), Invalid('bad_setting') for more than 500 */
export async function setBlockedHosts(typed: readonly string[], origin: Origin): Promise<string[]> {
  const blockedLinkHosts = [...new Set(typed.map(checked))].sort()
  await settings.set({ blockedLinkHosts }, origin)
  return blockedLinkHosts
}

/** @throws Invalid('link_host_invalid') */
function checked(typed: string): string {
  const host = typedHost(typed)
  if (host === null) throw new Invalid('link_host_invalid', { host: typed.slice(0, 100) })
  return host
}
