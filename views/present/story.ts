import type { StoryEntry } from '../../server/models/customers/story.js'
import type { MessageRecord, Promised } from '../../server/models/messages/message.js'
import type { PromiseView, StoryItemView } from '../types.js'

/** Long words are cut: the story links to where they stand. */
const shownText = 280

const nothing: Omit<StoryItemView, 'id' | 'kind' | 'at'> = {
  ticket: 0, subject: '', channel: '', author: '', direction: '', text: '', order: '', total: null, score: 0, promise: null,
} // prettier-ignore

/** One entry of a customer's story. @param at the instant by which a promise is kept or broken */
export function presentStoryItem(entry: StoryEntry, at: Date): StoryItemView {
  const { kind } = entry
  const base = { ...nothing, id: entry.id.toHexString(), kind, at: entry.at.toISOString() }
  switch (entry.kind) {
    case 'message':
      return { ...base, ...said(entry.message, entry.ticket.number, at), ...ticketOf(entry.ticket) }
    case 'opened':
      return { ...base, ...ticketOf(entry.ticket), channel: entry.ticket.channel }
    case 'closed':
      return { ...base, ...ticketOf(entry.ticket), author: entry.ticket.closure?.by.name ?? '' }
    case 'rated':
      return { ...base, ...ticketOf(entry.ticket), score: entry.score, text: entry.comment }
    case 'merged':
      return { ...base, author: entry.merge.by.name }
    default:
      return { ...base, order: entry.order.number, total: entry.order.total }
  }
}

/** A message's promise as it stands at an instant; null when it promises nothing. */
export function presentPromise(
  { _id, promise }: Pick<MessageRecord, '_id' | 'promise'>,
  ticket: number,
  at: Date,
): PromiseView | null {
  if (!promise) return null
  const { text, until } = promise
  return { message: _id.toHexString(), ticket, text, until: until.toISOString(), state: stateOf(promise, at) }
}

function said(message: MessageRecord, ticket: number, at: Date): Partial<StoryItemView> {
  const text = message.deletion ? '' : message.text.replace(/\s+/g, ' ').trim()
  return {
    channel: message.channel,
    author: message.author.name,
    direction: message.kind === 'in' && message.call?.direction !== 'out' ? 'in' : 'out',
    text: text.length > shownText ? `${text.slice(0, shownText)}…` : text,
    promise: presentPromise(message, ticket, at),
  }
}

function ticketOf({ number, subject }: { number: number; subject: string }): Partial<StoryItemView> {
  return { ticket: number, subject }
}

/** The rule of models/messages/promise.ts, which views may not call. */
function stateOf({ kept, until }: Promised, at: Date): PromiseView['state'] {
  if (kept) return 'kept'
  return until <= at ? 'broken' : 'open'
}
