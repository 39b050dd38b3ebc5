import { translator } from '../../views/i18n.js'
import type { EventView, Localised } from '../../views/types.js'
import type { DomainEvent } from '../models/event.js'
import { messageEvents } from '../models/event-types.js'
import type { NameMap } from './names.js'

/** Whether an event is a line of its own between messages; the others show as a message or on one. */
export function isShownAlone(event: DomainEvent): boolean {
  return messageEvents[event.name] === undefined && event.name !== 'delivery.changed'
}

/** One line between messages: what happened, with its ids and codes made into names. */
export function eventView(event: DomainEvent, names: NameMap): EventView {
  const { name, details } = wordsOf(event, names)
  return {
    id: event._id.toHexString(),
    seq: event.seq,
    name,
    at: event.at.toISOString(),
    by: event.by.name,
    details,
  }
}

type Words = Pick<EventView, 'name' | 'details'>

function wordsOf(event: DomainEvent, names: NameMap): Words {
  switch (event.name) {
    case 'ticket.assigned':
      return event.data.to === null
        ? plain('ticket.unassigned')
        : plain(event.name, { to: names.userName(event.data.to) })
    case 'ticket.team_changed':
      return plain(event.name, { to: event.data.to === null ? '—' : names.teamName(event.data.to) })
    case 'ticket.status_changed':
      return plain(event.name, { from: code('statuses', event.data.from), to: code('statuses', event.data.to) })
    case 'ticket.prioritised':
      return plain(event.name, { from: code('priorities', event.data.from), to: code('priorities', event.data.to) })
    case 'ticket.categorised':
      return plain(event.name, { from: category(event.data.from, names), to: category(event.data.to, names) })
    case 'ticket.snoozed':
      return plain(event.data.until === null ? 'ticket.unsnoozed' : event.name)
    case 'ticket.marked_spam':
      return plain(event.data.spam ? event.name : 'ticket.unmarked_spam')
    case 'ticket.tagged':
      return plain(event.name, { tags: [...event.data.added.map((tag) => `+${tag}`), ...event.data.removed.map((tag) => `−${tag}`)].join(' ') })
    case 'ticket.closed':
      return plain(event.name, { reason: event.data.reason })
    case 'ticket.renamed':
      return plain(event.name, { to: event.data.to })
    default:
      return plain(event.name)
  }
} // prettier-ignore

function plain(name: string, details: EventView['details'] = {}): Words {
  return { name, details }
}

function code(group: 'statuses' | 'priorities', value: string): Localised {
  return { tr: translator('tr')(`${group}.${value}`), en: translator('en')(`${group}.${value}`) }
}

function category(key: string, names: NameMap): Localised | string {
  return names.category(key)?.name ?? key
}
