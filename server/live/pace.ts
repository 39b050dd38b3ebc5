export interface Pace<T> {
  /** Runs at once when the key has rested; else with the latest value when its time has passed. */
  run: (key: string, value: T) => void
  stop: () => void
}

/** Keeps `act` to once per `ms` and key: the first at once, the rest of a burst as one, of the latest value. */
export function makePace<T>(ms: number, act: (value: T) => void): Pace<T> {
  const resting = new Map<string, { timer: NodeJS.Timeout; next: T | undefined }>()
  const start = (key: string, value: T): void => {
    act(value)
    const timer = setTimeout(() => {
      const { next } = resting.get(key) ?? {}
      resting.delete(key)
      if (next !== undefined) start(key, next)
    }, ms)
    timer.unref()
    resting.set(key, { timer, next: undefined })
  }
  return {
    run: (key, value) => {
      const held = resting.get(key)
      if (held) held.next = value
      else start(key, value)
    },
    stop: () => {
      for (const { timer } of resting.values()) clearTimeout(timer)
      resting.clear()
    },
  }
}
