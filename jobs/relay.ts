import { now, nowMs, seconds, sleep } from '../server/lib/clock.js'
import { describeError } from '../server/lib/errors.js'
import { holdLease } from '../server/lib/lease.js'
import { Event, type DomainEvent } from '../server/models/event.js'
import { follow } from '../server/models/events.js'
import type { JobContext } from './context.js'
import { hintsFor, type Hint } from './reactions.js'

const batch = 500

/**
 * Hands events that no job knows of yet to the queue, oldest first, and marks them. An event whose jobs Redis did not
 * take stays as it is and comes again; the jobs are safe to run twice.
 * @returns how many events were handed over
 */
export async function relayEvents(context: JobContext): Promise<number> {
  let total = 0
  for (;;) {
    const events = await Event.find({ relayedAt: null }).sort({ _id: 1 }).limit(batch).lean<DomainEvent[]>()
    const refused = await enqueueAll(await hintsFor(events), context)
    const taken = events.filter((event) => !refused.has(event._id.toHexString()))
    if (taken.length > 0)
      await Event.updateMany({ _id: { $in: taken.map(({ _id }) => _id) } }, { $set: { relayedAt: now() } })
    total += taken.length
    if (events.length < batch || refused.size > 0) return total
  }
}

/** The ids of the events with a job that was not taken. */
async function enqueueAll(hints: Hint[], { queue }: JobContext): Promise<Set<string>> {
  const refused = new Set<string>()
  await Promise.all(
    hints.map(async (hint) => {
      const taken = await queue.enqueue(hint.name, hint.data as never, hint.options)
      if (!taken) refused.add(hint.event)
    }),
  )
  return refused
}

/** How long events gather before they are handed over together; one by one they cost an update each. */
const gather = seconds(0.1)

/** Relays soon after each commit, by one process at a time; what it misses the sweep of events finds. */
export function startRelay(context: JobContext): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const state = { running: null as Promise<void> | null, again: false }
  const run = async (): Promise<void> => {
    while (state.again && !stopping.signal.aborted) {
      await sleep(gather, stopping.signal)
      state.again = false
      await relayOnce(context)
    }
    state.running = null
  }
  const wake = (): void => {
    state.again = true
    state.running ??= run()
  }
  const following = follow(wake, { log: context.log, onGap: wake })
  wake()
  return {
    async stop() {
      stopping.abort()
      await following.stop()
      await state.running
    },
  }
}

async function relayOnce(context: JobContext): Promise<void> {
  try {
    if (await mayRelay(context)) await relayEvents(context)
  } catch (error) {
    // The sweep comes back to them; the next event tries again before that.
    context.log.warn('events not relayed', { error: describeError(error) })
  }
}

const leaseFor = seconds(10)
/** Until when this process holds the relay for sure, by its worker's id: renewing for every event costs a flush each. */
const heldUntil = new Map<string, number>()

async function mayRelay({ workerId }: JobContext): Promise<boolean> {
  const at = nowMs()
  if (at < (heldUntil.get(workerId) ?? 0) && at > (heldUntil.get(workerId) ?? 0) - leaseFor) return true
  const held = await holdLease('relay', workerId, leaseFor)
  // Renewed at half its time, so that no other process can have taken it meanwhile.
  if (held) heldUntil.set(workerId, at + leaseFor / 2)
  else heldUntil.delete(workerId)
  return held
}
