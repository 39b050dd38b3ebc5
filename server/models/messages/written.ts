import type { EventRecord } from '../event.js'
import type { TicketRecord } from '../tickets/ticket.js'
import type { MessageRecord } from './message.js'

/** What one change wrote together. */
export interface WrittenTogether {
  /** The ticket right after the change. */
  ticket: TicketRecord
  message: MessageRecord
}

const together = new WeakMap<EventRecord, WrittenTogether>()

/** Lets who is told of this event within this process have the message with it, without asking the database. */
export function keepWritten(event: EventRecord | undefined, what: WrittenTogether): void {
  if (event) together.set(event, what)
}

/** What was kept for this event; undefined when another process wrote it, or its change kept nothing. */
export function writtenWith(event: EventRecord): WrittenTogether | undefined {
  return together.get(event)
}
