import { nowMs } from '../lib/clock.js'

/** Remembers what was looked up for a moment; what another process changes is seen when the moment is over. */
export interface ShortCache<V> {
  /** The remembered value, or what `load` gives; a failed load is not remembered. */
  get(key: string, load: () => Promise<V>): Promise<V>
  forget(key: string): void
  clear(): void
}

/**
 * @param ms how long a value is believed
 * @param max entries kept; the oldest go first
 */
export function shortCache<V>(ms: number, max: number): ShortCache<V> {
  const entries = new Map<string, { value: V; until: number }>()
  let generation = 0
  return {
    get: async (key, load) => {
      const known = entries.get(key)
      if (known !== undefined && known.until > nowMs()) return known.value
      const started = generation
      const value = await load()
      // what was forgotten while it was being read may be old already
      if (started === generation) keep(entries, key, { value, until: nowMs() + ms }, max)
      return value
    },
    forget: (key) => {
      generation += 1
      entries.delete(key)
    },
    clear: () => {
      generation += 1
      entries.clear()
    },
  }
}

function keep<E>(entries: Map<string, E>, key: string, entry: E, max: number): void {
  entries.delete(key)
  entries.set(key, entry)
  const oldest = entries.keys().next()
  if (entries.size > max && oldest.done !== true) entries.delete(oldest.value)
}
