import { Types } from 'mongoose'
import { Event, type DomainEvent } from '../server/models/event.js'
import { Message, type MessageRecord } from '../server/models/messages/index.js'
import { notify, type NotificationKind } from '../server/models/notifications/index.js'
import { Ticket, type TicketRecord } from '../server/models/tickets/ticket.js'

interface Told {
  user: string | null
  kind: NotificationKind
}

/**
 * Puts an event into the bell of the colleague it concerns: a ticket given to them, a customer's words on their ticket, a
 * reply of theirs that did not go out. Nobody is told of what they did themselves. Safe to run twice: one event and user
 * make one notification.
 */
export async function notifyPeople({ eventId }: { eventId: string }): Promise<void> {
  const event = await Event.findById(new Types.ObjectId(eventId)).lean<DomainEvent>()
  if (!event) return
  const told = await whom(event)
  if (!told?.user || told.user === event.by.id) return
  await notify({ user: new Types.ObjectId(told.user), kind: told.kind, ticket: event.ticket, event: eventId })
}

async function whom(event: DomainEvent): Promise<Told | null> {
  switch (event.name) {
    case 'ticket.assigned':
      return { user: event.data.to, kind: 'assigned' }
    case 'message.received': {
      if (event.data.auto) return null
      const ticket = await Ticket.findById(event.ticket, { assignee: 1 }).lean<
        Pick<TicketRecord, 'assignee'>
      >()
      return { user: ticket?.assignee?.toHexString() ?? null, kind: 'replied' }
    }
    case 'delivery.changed': {
      if (event.data.state !== 'failed' && event.data.state !== 'unknown') return null
      const message = await Message.findById(event.data.messageId, { author: 1 }).lean<
        Pick<MessageRecord, 'author'>
      >()
      return message?.author.kind === 'user' ? { user: message.author.id, kind: 'delivery_failed' } : null
    }
    default:
      return null
  }
}
