/** Every template by name, with the view it takes. Pure types: shared by server, presenters and browser. */
import type { ComposerFilesView, SegmentsView } from './types/composer.js'
import type * as k from './types/customers.js'
import type { CallPage } from './types/calls.js'
import type * as p from './types/pages.js'
import type * as s from './types/settings.js'
import type * as cs from './types/channel-settings.js'
import type { ListView } from './types/lists.js'
import type { MessageView } from './types/messages.js'
import type * as t from './types/tickets.js'
import type * as o from './types/public.js'
import type { WidgetPage } from './types/widget.js'

export type * from './types/calls.js'
export type * from './types/common.js'
export type * from './types/composer.js'
export type * from './types/customers.js'
export type * from './types/lists.js'
export type * from './types/messages.js'
export type * from './types/pages.js'
export type * from './types/settings.js'
export type * from './types/channel-settings.js'
export type * from './types/public.js'
export type * from './types/playbooks.js'
export type * from './types/routes.js'
export type * from './types/tickets.js'
export type * from './types/widget.js'

export interface PageViews {
  'pages/sign-in': p.SignInPage
  'pages/set-up': p.SetUpPage
  'pages/accept-invitation': p.InvitationPage
  'pages/inbox': p.InboxPage
  'pages/customers/show': k.CustomerPage
  'pages/customers/merge': k.MergeCustomersPage
  'pages/customers/merge-tickets': k.MergeTicketsPage
  'pages/customers/promise': k.PromisePage
  'pages/new-conversation': p.NewConversationPage
  'pages/new-call': CallPage
  'pages/outbox': p.OutboxPage
  'pages/settings/channels': cs.ChannelsPage
  'pages/settings/channel': cs.ChannelPage
  'pages/settings/email-accounts': s.EmailAccountsPage
  'pages/settings/email-account': s.EmailAccountPage
  'pages/settings/links': s.LinksPage
  'pages/settings/rules': s.RulesPage
  'pages/settings/rule': s.RulePage
  'pages/settings/quarantine': s.QuarantinePage
  'pages/settings/users': s.UsersPage
  'pages/settings/system': s.SystemPage
  'pages/error': p.ErrorPage
  'pages/demo-shop': p.DemoShopPage
  'pages/widget': WidgetPage
  'pages/complaint': o.ComplaintPage
  'pages/complaint-sent': o.ComplaintSentPage
  'pages/privacy': o.PrivacyPage
  'pages/status': o.StatusPage
  'pages/status-link': o.StatusLinkPage
  'pages/customer-link': p.CustomerLinkPage
}

/** Partials that are rendered alone: pushed over the socket or fetched as a fragment. */
export interface PartialViews {
  'tickets/row': t.TicketRowView
  'tickets/rows': ListView
  'tickets/header': t.TicketHeaderView
  'tickets/conversation': t.ConversationView
  'tickets/watchers': t.WatchersView
  'messages/files': ComposerFilesView
  'tickets/events': { id: string; events: t.EventView[] }
  'messages/message': MessageView
  'messages/segments': SegmentsView
}

export type Views = PageViews & PartialViews

/** One live update as it comes over the socket; `ticket` is the ticket's number. */
export interface Push {
  ticket: number
  seq: number
  /** `left` is the message that went to another ticket. */
  event: { id: string; name: string; at: string; type: string; message?: unknown; left?: string }
  partial?: keyof PartialViews
  view?: unknown
}
