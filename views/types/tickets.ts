import type { PlaybooksView } from './playbooks.js'
import type { AdviceView, BlockView, CallFormView } from './calls.js'
import type { Choice, Localised, Money, PersonRef } from './common.js'
import type { ComposerView } from './composer.js'
import type { MessageView } from './messages.js'
import type { CustomerMoreView, StoryView } from './customers.js'

export type ChannelKey =
  | 'email' | 'sms' | 'whatsapp' | 'chat' | 'messenger' | 'instagram' | 'x' | 'telegram' | 'review' | 'form' | 'phone' | 'marketplace' | 'api' // prettier-ignore
export type StatusKey = 'open' | 'pending' | 'on_hold' | 'resolved' | 'closed'
export type PriorityKey = 'low' | 'normal' | 'high' | 'urgent'
export interface CategoryRef {
  key: string
  name: Localised
}

/** Why a category or priority was chosen: the rule's words that were found, or a person. */
export interface BecauseView {
  /** Why, e.g. `rule_word` or `person`; looked up under `because.`. */
  code: string
  detail: string
}

/** One line of the list; the same for everybody (what differs per viewer is a class set in the browser). */
export interface TicketRowView {
  id: string
  number: number
  seq: number
  subject: string
  preview: string
  /** Who wrote last. */
  lastKind: 'in' | 'out' | 'note' | 'none'
  lastAt: string
  status: StatusKey
  priority: PriorityKey
  category: CategoryRef | null
  channel: ChannelKey
  customerName: string
  assignee: PersonRef | null
}

/** The head of an open ticket; pushed like a row, so nothing of the viewer is in it. */
export interface TicketHeaderView {
  id: string
  number: number
  seq: number
  version: number
  subject: string
  status: StatusKey
  priority: PriorityKey
  priorityBecause: BecauseView[]
  category: CategoryRef | null
  categoryBecause: BecauseView[]
  channel: ChannelKey
  customerName: string
  assignee: PersonRef | null
  team: PersonRef | null
  createdAt: string
}

export interface EventView {
  id: string
  seq: number
  /** As recorded, e.g. `ticket.closed`; the text is looked up under `events.`. */
  name: string
  at: string
  by: string
  /** Values for the text: names, codes (looked up under `codes.`), names in both languages. */
  details: Record<string, string | Localised | { code: string }>
}

export type ThreadItem =
  | { type: 'day'; at: string }
  | { type: 'message'; message: MessageView }
  | { type: 'events'; id: string; events: EventView[] }

export interface CustomerCardView {
  id: string
  name: string
  /** `call`: the link that calls a number. */
  identities: { type: string; value: string; proven: boolean; call?: string }[]
  since: string
  ticketCount: number
  recent: { number: number; subject: string; status: StatusKey; at: string }[]
  /** Null where it is only shown. */
  more: CustomerMoreView | null
  /** The latest of their story; null where it is not asked for. */
  story: StoryView | null
}

export interface OrderCardView {
  id: string
  number: string
  marketplace: string
  placedAt: string
  seller: string
  carrier: string
  tracking: string
  promisedAt: string
  deliveredAt: string
  items: { name: string; quantity: number; amount: Money | null }[]
  total: Money | null
}

/** Colleagues who have the same ticket open; names are joined in the reader's language. */
export interface WatchersView {
  people: PersonRef[]
  typing: { count: number; names: string }
  viewing: { count: number; names: string }
}

/** The values of the ticket that an agent sets by hand. */
export interface PropertiesView {
  number: number
  version: number
  assignees: Choice[]
  priorities: Choice[]
  categories: Choice[]
}

export interface ConversationView {
  header: TicketHeaderView
  items: ThreadItem[]
  composer: ComposerView
  properties: PropertiesView
  customer: CustomerCardView | null
  orders: OrderCardView[]
  /** The form for calls and visits; null for who may not write. */
  calls: CallFormView | null
  advice: AdviceView | null
  block: BlockView | null
  /** Null for who may not write, and where no playbook fits. */
  playbooks: PlaybooksView | null
  /** Back to the list it was opened from. */
  backHref: string
}
