/**
 * The only place that asks the time, so that tests can travel.
 * Durations are milliseconds everywhere unless a name says otherwise.
 */
let offset = 0

/** The current instant. */
export function now(): Date {
  return new Date(Date.now() + offset)
}

/** The current instant in milliseconds since 1970. */
export function nowMs(): number {
  return Date.now() + offset
}

/** Moves the clock by `ms` (tests only; the process keeps it until `resetClock`). */
export function travel(ms: number): void {
  offset += ms
}

/** Back to the machine's time. */
export function resetClock(): void {
  offset = 0
}

export const seconds = (n: number): number => n * 1_000
export const minutes = (n: number): number => n * 60_000
export const hours = (n: number): number => n * 3_600_000
export const days = (n: number): number => n * 86_400_000

/** The instant `ms` after `from` (default: now). */
export function after(ms: number, from: Date = now()): Date {
  return new Date(from.getTime() + ms)
}

/** Resolves after `ms` of real time, or at once when `signal` aborts; never rejects. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve()
      return
    }
    const done = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done, { once: true })
  })
}
