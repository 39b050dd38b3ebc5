import { Types } from 'mongoose'
import type { DomainEvent } from '../../server/models/event.js'
import type { EventView, Localised } from '../types.js'
import type { NameBook } from './names.js'

type Details = EventView['details']

/** What happened, for the folded lines of a thread; null for what shows as a message or is of no interest there. */
export function presentEvent(event: DomainEvent, names: NameBook): EventView | null {
  const told = tell(event, names)
  if (!told) return null
  const by = event.by.kind === 'system' ? '' : event.by.name
  return { id: event._id.toHexString(), seq: event.seq, at: event.at.toISOString(), by, ...told }
}

function tell(event: DomainEvent, names: NameBook): { name: string; details: Details } | null {
  const { name } = event
  switch (name) {
    case 'ticket.opened':
    case 'reply.retracted':
      return { name, details: {} }
    case 'ticket.assigned':
      return event.data.to === null
        ? { name: 'ticket.unassigned', details: {} }
        : { name, details: { to: person(event.data.to, names) } }
    case 'ticket.team_changed':
      return { name, details: { to: names.team(id(event.data.to))?.name ?? '' } }
    case 'ticket.status_changed':
      return {
        name,
        details: { from: { code: `status.${event.data.from}` }, to: { code: `status.${event.data.to}` } },
      }
    case 'ticket.prioritised':
      return {
        name,
        details: { from: { code: `priority.${event.data.from}` }, to: { code: `priority.${event.data.to}` } },
      }
    case 'ticket.closed':
      return { name, details: { reason: { code: `reason.${event.data.reason}` } } }
    case 'ticket.reopened':
      return { name, details: {} }
    case 'ticket.snoozed':
      return { name: event.data.until === null ? 'ticket.unsnoozed' : name, details: {} }
    case 'ticket.marked_spam':
      return { name: event.data.spam ? name : 'ticket.unmarked_spam', details: {} }
    case 'ticket.categorised':
      return {
        name,
        details: { from: category(event.data.from, names), to: category(event.data.to, names) },
      }
    case 'ticket.tagged':
      return { name, details: { tags: tagged(event.data) } }
    case 'customer.named':
      return { name, details: { to: event.data.name } }
    case 'ticket.renamed':
      return { name, details: { to: event.data.to } }
    default:
      return tellOfChannels(event)
  }
}

/** What happens on channels, between tickets and to people. */
function tellOfChannels(event: DomainEvent): { name: string; details: Details } | null {
  const { name } = event
  switch (name) {
    case 'message.joined':
      return { name, details: { channel: { code: `channel.${event.data.channel}` } } }
    case 'message.moved':
      // What came in is shown itself.
      return event.data.arrived
        ? null
        : { name, details: { from: String(event.data.from), to: String(event.data.to) } }
    case 'chat.mailed':
      return { name, details: { count: String(event.data.count) } }
    case 'chat.ended':
      return { name, details: {} }
    case 'ticket.merged':
      return { name, details: { into: String(event.data.into) } }
    case 'ticket.took_in':
      return { name, details: { from: String(event.data.from), count: String(event.data.count) } }
    case 'ticket.linked':
      return {
        name: event.data.removed ? 'ticket.unlinked' : name,
        details: { number: String(event.data.number) },
      }
    case 'ticket.unmerged':
      return { name, details: { from: String(event.data.from) } }
    case 'customer.merged':
      return { name: event.data.undone ? 'customer.unmerged' : name, details: {} }
    case 'customer.confirmed':
      return { name, details: { value: event.data.value } }
    case 'ticket.rated':
      return { name, details: { score: String(event.data.score) } }
    default:
      return null
  }
}

function person(hex: string, names: NameBook): string {
  return names.user(id(hex))?.name ?? ''
}

function category(key: string, names: NameBook): string | Localised {
  return names.category(key)?.name ?? key
}

function tagged({ added, removed }: { added: string[]; removed: string[] }): string {
  return [...added.map((tag) => `+${tag}`), ...removed.map((tag) => `−${tag}`)].join(' ')
}

function id(hex: string | null): Types.ObjectId | null {
  return hex === null ? null : new Types.ObjectId(hex)
}
