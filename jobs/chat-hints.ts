import type { DomainEvent } from '../server/models/event.js'
import { Message, type MessageRecord } from '../server/models/messages/index.js'
import type { Hint } from './reactions.js'

/** The jobs that chats need after these events: for each message of theirs, and for each reply that went into one. */
export async function chatHints(events: readonly DomainEvent[]): Promise<Hint[]> {
  const received = events.filter(isSaid)
  const replies = events.filter((event) => event.name === 'reply.written')
  const ids = replies.map(({ data }) => data.messageId)
  const inChat =
    ids.length === 0
      ? []
      : await Message.find({ _id: { $in: ids }, channel: 'chat' }, { _id: 1 }).lean<
          Pick<MessageRecord, '_id'>[]
        >()
  const known = new Set(inChat.map(({ _id }) => _id.toHexString()))
  return [...received, ...replies.filter(({ data }) => known.has(data.messageId))].map(hintOf)
}

/** By a visitor, or by a program of the shop's. */
function isSaid(event: DomainEvent): boolean {
  if (event.name === 'message.automatic') return event.by.kind === 'bot'
  return event.name === 'message.received' && event.data.channel === 'chat'
}

function hintOf({ _id }: DomainEvent): Hint {
  const eventId = _id.toHexString()
  return { event: eventId, name: 'tend-chat', data: { eventId }, options: { id: `${eventId}:tend-chat` } }
}
