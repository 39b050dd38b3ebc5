import type { AppPage, FieldFault, FormView, Money } from './common.js'
import type { BecauseView, ChannelKey, OrderCardView, StatusKey } from './tickets.js'

/** What somebody is known by, or only says of themselves. */
export interface IdentityView {
  /** '' for a claim. */
  id: string
  type: string
  value: string
  /** In words under `proofs.`; 'claim' is what was typed or told. */
  proof: 'none' | 'transport' | 'signed' | 'roundtrip' | 'claim'
  optedOut: boolean
  /** ISO time; '' where unknown. */
  seenAt: string
}

/** Somebody who may be the same person. */
export interface SuggestionView {
  id: string
  name: string
  identities: { type: string; value: string; proven: boolean }[]
  because: BecauseView[]
}

export interface PromiseView {
  /** Of the message that promises. */
  message: string
  ticket: number
  text: string
  until: string
  state: 'open' | 'kept' | 'broken'
}

/** What the customer's card offers on a ticket's page beside who they are. */
export interface CustomerMoreView {
  /** Number of the ticket beside which it stands; 0 on the customer's own page. */
  ticket: number
  /** Of the customer. */
  id: string
  mayMerge: boolean
  suggestions: SuggestionView[]
  /** Other open tickets of the same person, which may be the same matter. */
  twins: { number: number; subject: string }[]
  /** Tickets that became a part of this one, with what takes it back. */
  parts: { merge: string; number: number; subject: string }[]
  links: { number: number; subject: string }[]
  promises: PromiseView[]
  repeats: RepeatsView
  code: CodeView
}

export interface RepeatsView {
  /** All of them; 0 shows nothing. */
  count: number
  unanswered: number
  again: number
}

/** Confirming an address by a one-time code. */
export interface CodeView {
  customer: string
  ticket: number
  /** What can be confirmed: claims and identities that nothing has proved. */
  choices: { type: 'email' | 'phone'; value: string }[]
  /** The address that a code is on its way to; '' when none is. */
  sentTo: string
  expiresAt: string
}

/** One thing that happened with a customer. */
export interface StoryItemView {
  id: string
  kind: 'message' | 'opened' | 'closed' | 'ordered' | 'delivered' | 'completed' | 'rated' | 'merged'
  at: string
  /** 0 where it belongs to no ticket. */
  ticket: number
  subject: string
  channel: ChannelKey | ''
  /** Who said or did it. */
  author: string
  /** Of a message: whose it is. */
  direction: 'in' | 'out' | ''
  text: string
  order: string
  total: Money | null
  score: number
  promise: PromiseView | null
}

export interface StoryView {
  items: StoryItemView[]
  nextHref: string
}

export interface MergeView {
  id: string
  /** The other of the two. */
  other: { id: string; name: string }
  /** Whether the other became a part of this one. */
  into: boolean
  by: string
  at: string
  because: BecauseView[]
  undone: boolean
  mayUndo: boolean
}

export interface CustomerPage extends AppPage {
  id: string
  name: string
  since: string
  locale: 'tr' | 'en' | ''
  blocked: boolean
  /** Why, '' where they are not. */
  blockReason: string
  mayMerge: boolean
  identities: IdentityView[]
  more: CustomerMoreView
  tickets: { number: number; subject: string; status: StatusKey; channel: ChannelKey; at: string }[]
  orders: OrderCardView[]
  merges: MergeView[]
  story: StoryView
}

/** Marking what we said as a promise. */
export type PromisePage = AppPage &
  FormView<{ text: string; until: string }> & {
    /** Of the message. */
    id: string
    ticket: number
    said: string
    timeZone: string
    /** It is marked already. */
    marked: boolean
  }

/** Before two become one: both side by side. */
export interface MergeCustomersPage extends AppPage {
  from: MergeSideView
  /** Null while the other is looked for. */
  into: MergeSideView | null
  because: BecauseView[]
  /** What was typed to find the other. */
  query: string
  faults: FieldFault[]
}

/** Before two tickets become one. */
export interface MergeTicketsPage extends AppPage {
  from: TicketSideView
  /** Null while the other is looked for. */
  into: TicketSideView | null
  query: string
  faults: FieldFault[]
}

export interface TicketSideView {
  number: number
  subject: string
  customer: string
  messages: number
}

export interface MergeSideView {
  id: string
  name: string
  since: string
  identities: IdentityView[]
  tickets: { number: number; subject: string }[]
}
