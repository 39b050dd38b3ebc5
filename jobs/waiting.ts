import { sleep } from '../server/lib/clock.js'

/** What `work` gives, or `late` when it takes longer than `ms`. */
export async function orAfter<T, L>(ms: number, work: Promise<T>, late: L): Promise<T | L> {
  const done = new AbortController()
  try {
    return await Promise.race([work, sleep(ms, done.signal).then(() => late)])
  } finally {
    done.abort()
  }
}

/** Looks until something holds, `ms` at most; gives whether it does. */
export async function upTo(ms: number, holds: () => boolean): Promise<boolean> {
  for (let waited = 0; !holds() && waited < ms; waited += 50) await sleep(50)
  return holds()
}
