import type { TicketHeaderView, TicketRowView } from '../../views/types.js'
import type { TicketRecord, TicketRow } from '../models/tickets/index.js'
import type { NameMap } from './names.js'

const lastKinds = { in: 'in', out: 'out', internal: 'note' } as const

/** One line of the list; the same for everybody who may see the ticket. */
export function rowView(ticket: TicketRow, names: NameMap): TicketRowView {
  return {
    id: ticket._id.toHexString(),
    number: ticket.number,
    seq: ticket.seq,
    subject: ticket.subject,
    preview: ticket.lastMessage.preview,
    lastKind: lastKinds[ticket.lastMessage.direction],
    lastAt: ticket.lastActivityAt.toISOString(),
    status: ticket.status,
    priority: ticket.priority,
    category: names.category(ticket.category),
    channel: ticket.channel,
    customerName: ticket.customerName,
    assignee: names.user(ticket.assignee),
  }
}

/** The head of an open ticket. */
export function headerView(ticket: TicketRecord, names: NameMap): TicketHeaderView {
  return {
    id: ticket._id.toHexString(),
    number: ticket.number,
    seq: ticket.seq,
    version: ticket.version,
    subject: ticket.subject,
    status: ticket.status,
    priority: ticket.priority,
    priorityBecause: because(ticket.priorityBecause, ticket.priorityBy?.by.name),
    category: names.category(ticket.category),
    categoryBecause: because(ticket.categoryBecause, ticket.categoryBy?.by.name),
    channel: ticket.channel,
    customerName: ticket.customerName,
    assignee: names.user(ticket.assignee),
    team: names.team(ticket.team),
    createdAt: ticket.createdAt.toISOString(),
  }
}

/** A person's own choice needs no other reason. */
function because(
  found: { code: string; detail: string }[],
  person: string | undefined,
): { code: string; detail: string }[] {
  return person === undefined
    ? found.map(({ code, detail }) => ({ code, detail }))
    : [{ code: 'person', detail: person }]
}
