import type { AppPage, Choice, FormView, Localised, Money } from './common.js'
import type { ListView, ViewLinkView } from './lists.js'
import type { DeliveryView } from './messages.js'
import type { ConversationView } from './tickets.js'

export type SignInPage = FormView<{ email: string }> & { next: string }
export type SetUpPage = FormView<{ name: string; email: string }> & { token: string; minPassword: number }
export type InvitationPage = FormView<{ name: string }> & {
  token: string
  email: string
  minPassword: number
}

export interface InboxPage extends AppPage {
  views: ViewLinkView[]
  list: ListView
  conversation: ConversationView | null
  /** Address that customers write to, for the first-run hint; '' when there is none. */
  supportAddress: string
}

export type NewConversationPage = AppPage &
  FormView<{ address: string; name: string; subject: string; text: string }> & {
    accounts: Choice[]
    clientId: string
  }

export interface CustomerLinkPage extends AppPage {
  number: number
  customer: string
  url: string
  /** How many days it opens the page. */
  days: number
}

export interface OutboxEntryView {
  id: string
  /** 0 when it belongs to none. */
  ticket: number
  subject: string
  to: string
  /** What wrote it: an agent or the product. */
  automatic: boolean
  delivery: DeliveryView
  attempts: number
  /** When it is tried again; '' when it is not. */
  nextAt: string
}

export interface OutboxPage extends AppPage {
  entries: OutboxEntryView[]
  nextHref: string
}

export interface ErrorPage {
  status: number
  code: string
  details: Record<string, unknown>
  requestId: string
  homeHref: string
}

export type DemoShopPage = FormView<{ name: string; email: string; order: string; text: string }> & {
  products: { name: Localised; price: Money; icon: string }[]
  order: { number: string; placedAt: string; items: { name: Localised; quantity: number }[]; total: Money }
  /** Number of the ticket that was opened by writing; 0 before. */
  sent: number
  /** Key of the demonstration's chat; '' where there is none. */
  chat: string
}
