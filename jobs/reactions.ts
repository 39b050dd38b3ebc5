import { nowMs } from '../server/lib/clock.js'
import { chatHints } from './chat-hints.js'
import { codeHints } from './code-hints.js'
import type { DomainEvent } from '../server/models/event.js'
import type { EventName } from '../server/models/event-types.js'
import { Outbox, type OutboxRecord } from '../server/models/outbox/index.js'
import type { EnqueueOptions } from './queue.js'
import type { JobData, JobName } from './registry.js'
import { senderHints } from './sender-hints.js'

/** One job to be enqueued for one event. */
export type Hint = {
  [N in JobName]: { event: string; name: N; data: JobData<N>; options: EnqueueOptions }
}[JobName]

type EventJob = 'acknowledge-ticket' | 'notify-people'
type Reaction = EventJob | 'deliver-message'

/** What follows from what happened. */
export const reactions: Partial<Record<EventName, readonly Reaction[]>> = {
  'ticket.opened': ['acknowledge-ticket'],
  'ticket.assigned': ['notify-people'],
  'message.received': ['notify-people'],
  'delivery.changed': ['notify-people'],
  'reply.written': ['deliver-message'],
  'message.automatic': ['deliver-message'],
}

/** The jobs that a batch of events leads to; each carries the id by which it is added once. */
export async function hintsFor(events: readonly DomainEvent[]): Promise<Hint[]> {
  const hints = events
    .filter((event) => !leadsNowhere(event))
    .flatMap((event) => (reactions[event.name] ?? []).filter(isEventJob).map((job) => eventHint(event, job)))
  return [
    ...hints,
    ...(await letterHints(events)),
    ...(await chatHints(events)),
    ...(await senderHints(events)),
    ...(await codeHints(events)),
  ]
}

function isEventJob(reaction: Reaction): reaction is EventJob {
  return reaction !== 'deliver-message'
}

/** Seen from the event alone, so that the many of a busy hour cost no job each. */
function leadsNowhere(event: DomainEvent): boolean {
  if (event.name === 'ticket.opened') return event.data.direction === 'outbound'
  if (event.name === 'delivery.changed') return !['failed', 'unknown'].includes(event.data.state)
  // The first message of a ticket comes right after its opening, before anybody can have been given it.
  return event.name === 'message.received' && (event.data.auto || event.seq === 2)
}

function eventHint(event: DomainEvent, name: EventJob): Hint {
  const eventId = event._id.toHexString()
  return { event: eventId, name, data: { eventId }, options: { id: `${eventId}:${name}` } }
}

/** A letter is due after the time in which it can be taken back; the sweep finds those that no hint reaches. */
async function letterHints(events: readonly DomainEvent[]): Promise<Hint[]> {
  const byMessage = new Map<string, DomainEvent>()
  for (const event of events) {
    if (event.name === 'reply.written' || event.name === 'message.automatic')
      byMessage.set(event.data.messageId, event)
  }
  if (byMessage.size === 0) return []
  const letters = await Outbox.find(
    { message: { $in: [...byMessage.keys()] }, state: 'queued' },
    { message: 1, dueAt: 1 },
  ).lean<Pick<OutboxRecord, '_id' | 'message' | 'dueAt'>[]>()
  return letters.map(({ _id, message, dueAt }) => {
    const event = byMessage.get(message?.toHexString() ?? '')?._id.toHexString() ?? ''
    const options = { id: `${event}:deliver-message`, delay: Math.max(0, dueAt.getTime() - nowMs()) }
    return { event, name: 'deliver-message', data: { outboxId: _id.toHexString() }, options }
  })
}
