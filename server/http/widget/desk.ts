import type { Web } from '../web.js'
import { makeVisitorLimits, type VisitorLimits } from './limits.js'

/** What the widget's routes and sockets of one process share. */
export interface ChatDesk {
  limits: VisitorLimits
  /** How many agents are there to answer, in all processes; set by the sockets. */
  agents: () => Promise<number>
}

const desks = new WeakMap<Web, ChatDesk>()

/** The one desk of a process, whoever asks first. */
export function chatDeskOf(web: Web): ChatDesk {
  const known = desks.get(web)
  if (known) return known
  const made: ChatDesk = { limits: makeVisitorLimits(), agents: () => Promise.resolve(0) }
  desks.set(web, made)
  return made
}
