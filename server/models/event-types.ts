import type { Priority, TicketStatus } from './tickets/ticket.js'
import type { DeliveryState, MessageKind } from './messages/message.js'
import type { ChannelName } from './intake/message-shapes.js'

/** What can happen, by name, with what is kept of it. Ids are hex strings; no message text beyond a preview. */
export interface EventData {
  'ticket.opened': {
    channel: ChannelName
    category: string
    priority: Priority
    direction: 'inbound' | 'outbound'
  }
  'message.received': { messageId: string; channel: ChannelName; stranger: boolean; auto: boolean }
  'reply.written': { messageId: string; clientId: string | null }
  'reply.retracted': { messageId: string }
  'note.written': { messageId: string; clientId: string | null }
  'message.automatic': { messageId: string }
  /** A call or a visit was written down. */
  'call.logged': { messageId: string }
  /** Our own words, written with another tool than this. */
  'reply.echoed': { messageId: string; channel: ChannelName }
  'message.edited': { messageId: string }
  'message.deleted': { messageId: string }
  'message.reacted': { messageId: string; emoji: string | null }
  'message.media_changed': { messageId: string }
  'message.moderated': { messageId: string; action: 'hide' | 'unhide' | 'like' | 'unlike' }
  /** Something was promised to the customer, or the promise was kept; null when the mark was taken off. */
  'message.promised': { messageId: string; until: string | null; kept: boolean }
  /** A message of another channel was taken for the same matter, and the reasons' codes. */
  'message.joined': { messageId: string; channel: ChannelName; because: string[] }
  /** A message was taken out into a ticket of its own, or in from one. */
  'message.moved': { messageId: string; from: number; to: number; arrived: boolean }
  /** Chat replies that nobody read went out by mail. */
  'chat.mailed': { count: number }
  'chat.ended': { by: 'customer' | 'user' | 'time' }
  'ticket.merged': { into: number }
  'ticket.unmerged': { from: number }
  /** Another ticket became a part of this one. */
  'ticket.took_in': { from: number; count: number }
  'ticket.linked': { number: number; removed: boolean }
  /** Another person was found to be the same as this ticket's. */
  'customer.merged': { from: string; into: string; undone: boolean }
  /** The provider told the name of a customer who had none. */
  'customer.named': { name: string }
  'customer.confirmed': { type: string; value: string }
  'ticket.rated': { score: number }
  'delivery.changed': { messageId: string; state: DeliveryState; reason: string | null }
  'ticket.assigned': { from: string | null; to: string | null }
  'ticket.team_changed': { from: string | null; to: string | null }
  'ticket.status_changed': { from: TicketStatus; to: TicketStatus }
  'ticket.closed': { reason: string }
  'ticket.reopened': { by: 'customer' | 'user'; from: TicketStatus }
  'ticket.snoozed': { until: string | null }
  'ticket.marked_spam': { spam: boolean }
  'ticket.categorised': { from: string; to: string }
  'ticket.prioritised': { from: Priority; to: Priority }
  'ticket.tagged': { added: string[]; removed: string[] }
  'ticket.renamed': { from: string; to: string }
}

export type EventName = keyof EventData

/** Names after which the thread shows another message; `kind` tells who may see it. */
export const messageEvents: Partial<Record<EventName, MessageKind>> = {
  'message.received': 'in',
  'reply.written': 'reply',
  'note.written': 'note',
  'message.automatic': 'auto',
  'reply.echoed': 'reply',
}
