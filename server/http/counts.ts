import type { UserActor } from '../models/actor.js'
import { shortCache } from '../models/short-cache.js'
import { countViews, type ViewKey } from '../models/tickets/index.js'

export type ViewCounts = Record<ViewKey, { count: number; capped: boolean }>

/** How many tickets each view holds for a person, as it was at most 5 s ago. */
export interface Counts {
  of(viewer: UserActor): Promise<ViewCounts>
  /** Makes everybody's next question count anew. */
  clear(): void
}

export function makeCounts(): Counts {
  const cache = shortCache<ViewCounts>(5_000, 1_000)
  // Rights are part of the key: a changed role or team sees its own numbers at once.
  const key = (viewer: UserActor) => `${viewer.id}:${viewer.role}:${viewer.teams.join()}`
  return { of: (viewer) => cache.get(key(viewer), () => countViews(viewer)), clear: () => cache.clear() }
}
