import type { InboundRecord } from '../../server/models/intake/inbound.js'
import type { OutboxRecord } from '../../server/models/outbox/outbox.js'
import type { ListView, OutboxEntryView, QuarantineEntryView, ViewLinkView } from '../types.js'
import type { NameBook } from './names.js'
import { presentTicketRow, type RowRecord } from './tickets.js'

/** The views beside the list, in their order, each with how many tickets it shows this person. */
export function presentViews(
  keys: readonly string[],
  counts: Readonly<Record<string, { count: number; capped: boolean }>>,
  active: string,
): ViewLinkView[] {
  return keys.map((key) => ({
    key,
    icon: key,
    href: `/?view=${key}`,
    count: counts[key]?.count ?? 0,
    capped: counts[key]?.capped ?? false,
    active: key === active,
  }))
}

/**
 * A page of the list.
 * @param asked what was asked for: a view, a search (then view may be ''), and whether anything was ever received
 */
export function presentList(
  page: { items: RowRecord[]; next: string | null },
  asked: { view: string; query: string; selected: number; isFirstRun: boolean; notUnderstood?: boolean },
  names: NameBook,
): ListView {
  const context = new URLSearchParams()
  if (asked.view) context.set('view', asked.view)
  if (asked.query) context.set('q', asked.query)
  const next = new URLSearchParams(context)
  if (page.next !== null) next.set('cursor', page.next)
  return {
    view: asked.view,
    query: asked.query,
    context: context.toString(),
    rows: page.items.map((ticket) => presentTicketRow(ticket, names)),
    nextHref: page.next === null ? '' : `/?${next.toString()}`,
    selected: asked.selected,
    empty: asked.notUnderstood
      ? 'not_understood'
      : asked.query
        ? 'search'
        : asked.isFirstRun
          ? 'first_run'
          : 'view',
  }
}

/** A letter on the outbox page. @param ticket its ticket's number, 0 when it has none */
export function presentLetter(letter: OutboxRecord, ticket: number): OutboxEntryView {
  const state = letter.state === 'cancelled' ? 'failed' : letter.state
  return {
    id: letter._id.toHexString(),
    ticket,
    subject: letter.subject,
    to: letter.to.map(({ name, address }) => name || address).join(', '),
    automatic: letter.automatic,
    delivery: {
      state,
      reason: letter.error?.code ?? letter.error?.class ?? '',
      detail: letter.error?.detail ?? '',
      at: letter.updatedAt.toISOString(),
    },
    attempts: letter.attempts,
    nextAt: letter.state === 'queued' && letter.attempts > 0 ? letter.dueAt.toISOString() : '',
  }
}

/** A delivery that could not be read. Its sender is what the transport said, for nobody has read more. */
export function presentQuarantined(inbound: InboundRecord): QuarantineEntryView {
  return {
    id: inbound._id.toHexString(),
    channel: inbound.channel,
    receivedAt: inbound.receivedAt.toISOString(),
    size: inbound.size,
    from: inbound.transport['mailFrom'] ?? '',
    subject: '',
    reason: inbound.error?.code ?? 'internal',
    attempts: inbound.attempts,
  }
}
