import { isDeepStrictEqual } from 'node:util'
import { describeError } from '../../lib/errors.js'
import { seconds } from '../../lib/clock.js'
import { chatDeskOf } from '../../http/widget/desk.js'
import { siteOf, statusOf } from '../../http/widget/visitors.js'
import type { WidgetStatus } from '../../../views/types/widget.js'
import { readToken } from '../../models/chats/index.js'
import { shortCache } from '../../models/short-cache.js'
import type { AgentServer } from '../connections.js'
import { widgetRooms } from './rooms.js'
import type { Side } from './talk.js'

const lookEvery = seconds(3)
const countFor = seconds(5)
/** Asking the other processes ends here, since visitors wait for it: Redis may be away. */
const patience = 500

/**
 * Keeps count of the agents who are there, in all processes, and tells each site's visitors when people begin or stop
 * answering.
 */
export function startPresence(side: Side): { stop(): void } {
  const { agents, web, widgets } = side
  const counted = shortCache<number>(countFor, 1)
  chatDeskOf(web).agents = async () =>
    Math.max(agentsHere(agents), await counted.get('all', () => agentsEverywhere(agents)))
  const told = new Map<string, WidgetStatus>()
  const look = async (): Promise<void> => {
    for (const key of sitesOf(side)) {
      const site = await siteOf(key, web)
      const status = await statusOf(site, web)
      const before = told.get(key)
      told.set(key, status)
      if (!isDeepStrictEqual(before, status))
        widgets.local.to(widgetRooms.site(site.account._id)).emit('status', status as never)
    }
  }
  const timer = setInterval(() => {
    look().catch((error: unknown) => {
      // What was last known stands until the next look.
      web.log.debug('status not told', { error: describeError(error) })
    })
  }, lookEvery)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

function agentsHere(agents: AgentServer): number {
  return new Set([...agents.sockets.values()].map(({ data }) => data.actor.id)).size
}

async function agentsEverywhere(agents: AgentServer): Promise<number> {
  try {
    const sockets = await agents.timeout(patience).fetchSockets()
    return new Set(sockets.map(({ data }) => data.actor.id)).size
  } catch {
    // Those of this process are known without asking.
    return agentsHere(agents)
  }
}

function sitesOf({ widgets, web }: Side): Set<string> {
  const keys = [...widgets.sockets.values()].map(({ data }) => readToken(data.token, web.secrets)?.site)
  return new Set(keys.filter((key) => key !== undefined))
}
