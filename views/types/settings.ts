import type { AppPage, Choice, FormView, Localised, RoleKey } from './common.js'
import type { BecauseView } from './tickets.js'

export interface SettingsPage extends AppPage {
  /** Which entry of the settings menu is open. */
  tab: 'links' | 'channels' | 'email-accounts' | 'rules' | 'quarantine' | 'users' | 'system'
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

/** Sites of which messages that link to them are marked; one host per line. */
export type LinksPage = SettingsPage & FormView<{ hosts: string }>
