import type { Choice, FormView } from './common.js'
import type { SettingsPage } from './settings.js'

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
