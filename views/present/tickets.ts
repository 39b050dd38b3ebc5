import type { Mark, TicketRecord } from '../../server/models/tickets/ticket.js'
import type { Because } from '../../server/models/because.js'
import type {
  BecauseView,
  CategoryRef,
  Choice,
  PropertiesView,
  TicketHeaderView,
  TicketRowView,
} from '../types.js'
import type { NameBook } from './names.js'

/** What a row needs of a ticket; lists load no more. */
export type RowRecord = Pick<
  TicketRecord,
  | '_id'
  | 'number'
  | 'seq'
  | 'subject'
  | 'status'
  | 'priority'
  | 'category'
  | 'channel'
  | 'customerName'
  | 'assignee'
  | 'lastMessage'
>

/** A line of the list, the same for every reader. */
export function presentTicketRow(ticket: RowRecord, names: NameBook): TicketRowView {
  const { lastMessage } = ticket
  return {
    id: ticket._id.toHexString(),
    number: ticket.number,
    seq: ticket.seq,
    subject: ticket.subject,
    preview: lastMessage.preview,
    lastKind: lastMessage.direction === 'internal' ? 'note' : lastMessage.direction,
    lastAt: lastMessage.at.toISOString(),
    status: ticket.status,
    priority: ticket.priority,
    category: names.category(ticket.category),
    channel: ticket.channel,
    customerName: ticket.customerName,
    assignee: names.user(ticket.assignee),
  }
}

/** The head of an open ticket, the same for every reader. */
export function presentTicketHeader(ticket: TicketRecord, names: NameBook): TicketHeaderView {
  return {
    id: ticket._id.toHexString(),
    number: ticket.number,
    seq: ticket.seq,
    version: ticket.version,
    subject: ticket.subject,
    status: ticket.status,
    priority: ticket.priority,
    priorityBecause: reasons(ticket.priorityBecause, ticket.priorityBy),
    category: names.category(ticket.category),
    categoryBecause: reasons(ticket.categoryBecause, ticket.categoryBy),
    channel: ticket.channel,
    customerName: ticket.customerName,
    assignee: names.user(ticket.assignee),
    team: names.team(ticket.team),
    createdAt: ticket.createdAt.toISOString(),
  }
}

/**
 * The values an agent sets by hand, with all that can be chosen.
 * @param words `nobody` and the priorities' names in the reader's language
 */
export function presentProperties(
  ticket: TicketRecord,
  choices: { agents: { id: string; name: string }[]; categories: CategoryRef[]; locale: 'tr' | 'en' },
  words: { nobody: string; priority: (key: string) => string },
): PropertiesView {
  const assignee = ticket.assignee?.toHexString() ?? ''
  const choice = (value: string, label: string, chosen: string): Choice => ({ value, label, chosen: value === chosen })
  return {
    number: ticket.number,
    version: ticket.version,
    assignees: [choice('', words.nobody, assignee), ...choices.agents.map(({ id, name }) => choice(id, name, assignee))],
    priorities: ['low', 'normal', 'high', 'urgent'].map((key) => choice(key, words.priority(key), ticket.priority)),
    categories: choices.categories.map(({ key, name }) => choice(key, name[choices.locale], ticket.category)),
  }
} // prettier-ignore

/** A person's choice stands alone: what the product had thought is no reason any more. */
function reasons(because: readonly Because[], by: Mark | undefined): BecauseView[] {
  if (by) return [{ code: 'person', detail: by.by.name }]
  return because.map(({ code, detail }) => ({ code, detail }))
}
