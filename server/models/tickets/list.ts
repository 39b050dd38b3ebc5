import { Types, type QueryFilter } from 'mongoose'
import { Invalid } from '../../lib/errors.js'
import type { UserActor } from '../actor.js'
import { visibleTickets } from '../may.js'
import { searchFilter } from './search.js'
import { Ticket, type TicketRecord } from './ticket.js'
import { viewFilter, viewKeys, type ViewKey } from './views.js'

export interface ListRequest {
  view?: ViewKey
  /** Search words and operators, see searchFilter. */
  q?: string
  /** `next` of the page before. */
  cursor?: string
  /** 1 to 100. */
  limit?: number
}

export interface TicketPage {
  items: TicketRow[]
  /** Where the next page begins, or null on the last one. */
  next: string | null
}

/** What a row of the list shows, and no more: a page of 25 stays small. */
export type TicketRow = Pick<
  TicketRecord,
  | '_id' | 'number' | 'subject' | 'status' | 'priority' | 'category' | 'channel' | 'customer' | 'customerName' | 'assignee' | 'team'
  | 'tags' | 'dispute' | 'waitingSince' | 'snoozedUntil' | 'spam' | 'lastMessage' | 'messageCount' | 'seq' | 'version' | 'createdAt' | 'lastActivityAt'
> // prettier-ignore

export const rowProjection = {
  number: 1, subject: 1, status: 1, priority: 1, category: 1, channel: 1, customer: 1, customerName: 1, assignee: 1, team: 1,
  tags: 1, dispute: 1, waitingSince: 1, snoozedUntil: 1, spam: 1, lastMessage: 1, messageCount: 1, seq: 1, version: 1, createdAt: 1, lastActivityAt: 1,
} as const // prettier-ignore

/** A page of tickets this person may see, latest activity first, by keyset. */
export async function list(request: ListRequest, viewer: UserActor): Promise<TicketPage> {
  const limit = Math.min(Math.max(request.limit ?? 25, 1), 100)
  const filters = await listFilters(request, viewer)
  if (request.cursor) filters.push(afterCursor(request.cursor))
  const found = await Ticket.find(
    filters.length === 1 ? (filters[0] ?? {}) : { $and: filters },
    rowProjection,
  )
    .sort({ lastActivityAt: -1, _id: -1 })
    .limit(limit + 1)
    .lean<TicketRow[]>()
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return { items, next: found.length > limit && last ? cursorOf(last) : null }
}

const counted = 100

/** How many tickets each standing view shows this person; counting stops at 100 ("99+"). */
export async function countViews(
  viewer: UserActor,
): Promise<Record<ViewKey, { count: number; capped: boolean }>> {
  const rows = await Promise.all(
    viewKeys.map(async (key) => {
      const count = await Ticket.countDocuments({
        $and: [viewFilter(key, viewer), visibleTickets(viewer)],
      }).limit(counted)
      return [key, { count: Math.min(count, counted - 1), capped: count >= counted }] as const
    }),
  )
  return Object.fromEntries(rows) as Record<ViewKey, { count: number; capped: boolean }>
}

async function listFilters(request: ListRequest, viewer: UserActor): Promise<QueryFilter<TicketRecord>[]> {
  const filters: QueryFilter<TicketRecord>[] = []
  if (request.q) filters.push(await searchFilter(request.q, viewer))
  if (request.view ?? !request.q) filters.push(viewFilter(request.view ?? 'open', viewer))
  const rights = visibleTickets(viewer) as QueryFilter<TicketRecord>
  if (Object.keys(rights).length > 0) filters.push(rights)
  return filters.length === 0 ? [{}] : filters
}

function cursorOf(row: TicketRow): string {
  return `${row.lastActivityAt.getTime().toString(36)}.${row._id.toHexString()}`
}

/** @throws Invalid('cursor_invalid') */
function afterCursor(cursor: string): QueryFilter<TicketRecord> {
  const match = /^([0-9a-z]{1,12})\.([0-9a-f]{24})$/.exec(cursor)
  if (!match) throw new Invalid('cursor_invalid')
  const at = new Date(parseInt(match[1] ?? '', 36))
  const id = new Types.ObjectId(match[2])
  return { $or: [{ lastActivityAt: { $lt: at } }, { lastActivityAt: at, _id: { $lt: id } }] }
}
