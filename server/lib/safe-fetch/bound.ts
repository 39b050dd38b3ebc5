/** A bound on time together with a caller's wish to stop. */
export interface Bound {
  signal: AbortSignal
  /** The result of `work`, or a rejection as soon as the bound is reached: not all work listens to a signal. */
  race<T>(work: Promise<T>): Promise<T>
  timedOut(): boolean
  /** Lets go of the timer and of the caller's signal. */
  end(): void
}

/** @param ms how long everything may take together */
export function boundedBy(ms: number, signal?: AbortSignal): Bound {
  const controller = new AbortController()
  let late = false
  const timer = setTimeout(() => {
    late = true
    controller.abort(new Error('took too long'))
  }, ms)
  const stop = (): void => {
    late ||= isTimeout(signal?.reason)
    controller.abort(signal?.reason)
  }
  if (signal?.aborted) stop()
  else signal?.addEventListener('abort', stop, { once: true })
  return {
    signal: controller.signal,
    race: (work) => race(work, controller.signal),
    timedOut: () => late,
    end() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
    },
  }
}

function race<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

/** What AbortSignal.timeout aborts with. */
function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError'
}
