import type { Server } from 'socket.io'
import type { Web } from '../../http/web.js'
import type { DomainEvent } from '../../models/event.js'
import type { AgentServer } from '../connections.js'
import { makeWidgetBroadcast } from './broadcast.js'
import { connectVisitors, startVisitorRechecks, type WidgetServer } from './connections.js'
import { showAgents } from './from-agents.js'
import { startPresence } from './presence.js'
import type { Side } from './talk.js'

export { isOpaqueOrOurs } from './origin.js'

export interface Widgets {
  event: (event: DomainEvent) => void
  gap: () => void
  stop: () => void
}

/** The visitors' side of live updates, namespace `/widget`. */
export function attachWidgets(io: Server, agents: AgentServer, web: Web): Widgets {
  const side: Side = { widgets: io.of('/widget') as WidgetServer, agents, web }
  connectVisitors(side)
  showAgents(side)
  const { event, gap } = makeWidgetBroadcast(side)
  const rechecks = startVisitorRechecks(side)
  const presence = startPresence(side)
  return {
    event,
    gap,
    stop: () => {
      rechecks.stop()
      presence.stop()
    },
  }
}
