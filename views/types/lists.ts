import type { TicketRowView } from './tickets.js'

export interface ViewLinkView {
  key: string
  icon: string
  href: string
  count: number
  /** True when there are more than `count`. */
  capped: boolean
  active: boolean
}

export interface ListView {
  /** Key of the view, '' for a search. */
  view: string
  query: string
  /** Query string that a row's link carries, so that the list beside the ticket stays the same: `view=open`. */
  context: string
  rows: TicketRowView[]
  /** The next page's URL, '' at the end. */
  nextHref: string
  /** Number of the open ticket, 0 when none. */
  selected: number
  /** Why it is empty: nothing was ever received, a search found nothing or says something unknown, nothing in this view. */
  empty: 'first_run' | 'search' | 'not_understood' | 'view'
}
