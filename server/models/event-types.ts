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
}
