import mongoose, { Types } from 'mongoose'
import { now, sleep } from '../lib/clock.js'
import { describeError } from '../lib/errors.js'
import type { Logger } from '../lib/logger.js'
import { afterCommit, type Tx } from '../lib/mongo.js'
import { actorRef, type Actor } from './actor.js'
import { Event, type DomainEvent, type EventRecord } from './event.js'
import type { EventData, EventName } from './event-types.js'

/** An event as a verb states it; who, when and its number are added by `record`. */
export type NewEvent = { [N in EventName]: { name: N; data: EventData[N] } }[EventName]

type Handler = (event: DomainEvent) => void

const local = new Set<Handler>()

/** Events of one ticket on their way in. */
export interface TicketEvents {
  events: readonly NewEvent[]
  ticket: { _id: Types.ObjectId; team: Types.ObjectId | null }
  /** Number of the first; the ticket's `seq` must have been raised by their count in the same change. */
  firstSeq: number
  by: Actor
}

/** Appends events, of one ticket or of several, inside the change that causes them. */
export async function record(entries: readonly TicketEvents[], tx: Tx): Promise<EventRecord[]> {
  const at = now()
  const records = entries.flatMap(({ events, ticket, firstSeq, by }) =>
    events.map((event, index) => ({
      _id: new Types.ObjectId(),
      ticket: ticket._id,
      seq: firstSeq + index,
      name: event.name,
      by: actorRef(by),
      data: event.data,
      team: ticket.team,
      at,
      relayedAt: null,
    })),
  )
  await Event.insertMany(records, { session: tx, lean: true })
  afterCommit(tx, () =>
    records.forEach((record) => local.forEach((handler) => handler(record as DomainEvent))),
  )
  return records
}

/** Events of a ticket after a sequence number, in order. */
export async function eventsAfter(ticket: Types.ObjectId, seq: number, limit = 500): Promise<DomainEvent[]> {
  return Event.find({ ticket, seq: { $gt: seq } })
    .sort({ seq: 1 })
    .limit(limit)
    .lean<DomainEvent[]>()
}

export interface Following {
  stop(): Promise<void>
}

/**
 * Calls `handler` for every committed event, whichever process wrote it, once each and never for a rolled-back one:
 * those of this process at once after the commit, all others from a change stream. When the stream's history is gone
 * (`onGap`) some may have been missed and readers must ask the database again.
 */
export function follow(handler: Handler, options: { log: Logger; onGap: () => void }): Following {
  const seen = rememberLast(5_000)
  const once: Handler = (event) => {
    if (!seen(event._id.toHexString())) handler(event)
  }
  local.add(once)
  const stopping = new AbortController()
  const done = watch(once, options, stopping.signal)
  return {
    async stop() {
      local.delete(once)
      stopping.abort()
      await done
    },
  }
}

async function watch(
  handler: Handler,
  options: { log: Logger; onGap: () => void },
  signal: AbortSignal,
): Promise<void> {
  let resumeAfter: unknown
  while (!signal.aborted) {
    const stream = Event.collection.watch([{ $match: { operationType: 'insert' } }], {
      maxAwaitTimeMS: 1_000,
      ...(resumeAfter ? { resumeAfter } : {}),
    })
    const close = (): void => void stream.close()
    signal.addEventListener('abort', close, { once: true })
    try {
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- aborted while awaiting
      while (!signal.aborted) {
        const notice = await stream.tryNext()
        resumeAfter = stream.resumeToken
        if (notice?.operationType === 'insert') handler(notice.fullDocument as unknown as DomainEvent)
      }
    } catch (error) {
      // A lost connection resumes where it stood; a token that is too old cannot, so what lies between is unknown.
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- aborted while awaiting
      if (!signal.aborted) {
        options.log.warn('event stream interrupted', { error: describeError(error) })
        if (!isResumable(error)) {
          resumeAfter = undefined
          options.onGap()
        }
        await sleep(500, signal)
      }
    } finally {
      signal.removeEventListener('abort', close)
      await stream.close()
    }
  }
}

/** 286: ChangeStreamHistoryLost; 280: ChangeStreamFatalError. */
function isResumable(error: unknown): boolean {
  return !(error instanceof mongoose.mongo.MongoServerError && (error.code === 286 || error.code === 280))
}

/** Says whether a key was among the last `size` and remembers it. */
function rememberLast(size: number): (key: string) => boolean {
  const keys = new Set<string>()
  return (key) => {
    if (keys.has(key)) return true
    keys.add(key)
    if (keys.size > size) {
      const [oldest] = keys
      if (oldest !== undefined) keys.delete(oldest)
    }
    return false
  }
}
