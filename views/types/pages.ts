import type { AppPage, Choice, FormView, Localised, Money, RoleKey } from './common.js'
import type { ListView, ViewLinkView } from './lists.js'
import type { DeliveryView } from './messages.js'
import type { BecauseView, ConversationView } from './tickets.js'

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

export interface SettingsPage extends AppPage {
  /** Which entry of the settings menu is open. */
  tab: 'channels' | 'email-accounts' | 'rules' | 'quarantine' | 'users' | 'system'
}

export interface EmailAccountRowView {
  id: string
  name: string
  addresses: string[]
  locale: 'tr' | 'en'
  enabled: boolean
  catchAll: boolean
  acknowledge: boolean
}

export interface EmailAccountsPage extends SettingsPage {
  accounts: EmailAccountRowView[]
}

export type EmailAccountPage = SettingsPage &
  FormView<{
    name: string
    addresses: string
    locale: 'tr' | 'en'
    fallbackCharset: string
    smtpUrl: string
    catchAll: boolean
    enabled: boolean
    acknowledge: boolean
  }> & {
    /** '' for a new account. */
    id: string
    version: number
    charsets: Choice[]
    /** URL that takes raw mail for this account; '' for a new one. */
    inboundUrl: string
    hasSecret: boolean
    /** A secret made just now, shown this once; else ''. */
    newSecret: string
    hasSmtp: boolean
  }

export interface ChannelRowView {
  id: string
  channel: string
  name: string
  addresses: string[]
  enabled: boolean
  href: string
  /** ISO time of the newest delivery; '' before the first. */
  lastAt: string
  /** Code and time of the newest delivery that could not be taken in; both '' without one. */
  errorCode: string
  errorAt: string
}

export interface ChannelsPage extends SettingsPage {
  accounts: ChannelRowView[]
  nextHref: string
  /** Channels of which accounts can be added. */
  offers: { channel: string; href: string }[]
}

/** One input of a channel's own, with its texts in the reader's language. */
export interface ChannelFieldView {
  /** Of the input: `setup-<name>`. */
  name: string
  label: string
  hint: string
  kind: 'text' | 'lines' | 'switch' | 'select' | 'secret'
  required: boolean
  /** '' for a secret, which is never shown. */
  value: string
  on: boolean
  choices: Choice[]
  /** A secret is stored already. */
  stored: boolean
}

/** A secret that we made ourselves, to be entered at the provider. */
export interface OwnSecretView {
  name: string
  label: string
  /** '' where it was shown when it was made, and is no more. */
  value: string
}

export interface SelfCheckView {
  ok: boolean
  text: string
  /** What the provider said. */
  detail: string
}

export type ChannelPage = SettingsPage &
  FormView<{ name: string; locale: 'tr' | 'en'; enabled: boolean }> & {
    /** '' for a new account. */
    id: string
    version: number
    channel: string
    fields: ChannelFieldView[]
    teams: Choice[]
    /** What to do at the provider, in order. */
    steps: string[]
    /** Where the provider delivers; '' for a new account and for channels without a door. */
    webhookUrl: string
    secrets: OwnSecretView[]
    /** A secret made just now, shown this once; else null. */
    newSecret: { label: string; value: string } | null
    /** The tag that a site puts the chat on its pages with; '' elsewhere. */
    snippet: string
    canTest: boolean
    canConnect: boolean
    checks: SelfCheckView[]
  } // prettier-ignore

export interface RuleRowView {
  id: string
  kind: 'category' | 'priority'
  locale: 'tr' | 'en' | 'any'
  /** The category's or priority's name. */
  target: Localised
  /** All of its words, phrases and stems, as their author typed them. */
  terms: string[]
  weight: number
  enabled: boolean
  /** Came with the product. */
  builtIn: boolean
}

export interface RuleTestView {
  text: string
  category: Localised | null
  categoryBecause: BecauseView[]
  priority: string
  priorityBecause: BecauseView[]
}

export interface RulesPage extends SettingsPage {
  rules: RuleRowView[]
  test: RuleTestView | null
}

export type RulePage = SettingsPage &
  FormView<{ words: string; phrases: string; stems: string; weight: number; enabled: boolean }> & {
    /** '' for a new rule. */
    id: string
    locales: Choice[]
    /** Categories and priorities; a value is `category:KEY` or `priority:KEY`. */
    targets: { label: string; choices: Choice[] }[]
  } // prettier-ignore

export interface QuarantineEntryView {
  id: string
  channel: string
  receivedAt: string
  size: number
  from: string
  subject: string
  /** Error code. */
  reason: string
  attempts: number
}

export interface QuarantinePage extends SettingsPage {
  entries: QuarantineEntryView[]
  nextHref: string
}

export interface UserRowView {
  id: string
  name: string
  email: string
  role: RoleKey
  state: 'active' | 'invited' | 'deactivated'
  roles: Choice[]
  teams: Choice[]
  /** Nobody locks themselves out. */
  self: boolean
}

export type UsersPage = SettingsPage &
  FormView<{ email: string; name: string }> & {
    users: UserRowView[]
    roles: Choice[]
    teams: Choice[]
    /** The link of an invitation made just now, shown this once; else ''. */
    invitationUrl: string
  }

export interface HealthPart {
  /** Looked up under `system.parts.`. */
  key: string
  state: 'ok' | 'warning' | 'down'
  detail: string
}

export interface SystemPage extends SettingsPage {
  parts: HealthPart[]
  queues: { name: string; waiting: number; active: number; delayed: number; failed: number }[]
  versions: { name: string; version: string }[]
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
