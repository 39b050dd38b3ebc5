import type { ChannelAccount, ChannelTools } from './channel.js'

/**
 * One input of an account's settings page; its texts stand under `setup.<channel>.<name>`, its help under `<name>_hint`,
 * the names of its options under `<name>_options.<option>`.
 */
export interface SetupField {
  name: string
  /** `addresses`: our own numbers, page ids, origins; several, one per line. */
  in: 'settings' | 'secrets' | 'addresses'
  kind: 'text' | 'lines' | 'switch' | 'select'
  required: boolean
  options?: readonly string[]
  /** Source of a regular expression that the whole text (each line) must match. */
  pattern?: string
}

/** One thing a self-test looked at; its text stands under `setup.checks.<code>`. */
export interface SelfCheck {
  code: string
  ok: boolean
  /** What the provider said, for the person who mends it; never a secret. */
  detail: string
}

/**
 * How an account of the channel is set up; the steps' texts stand under `setup.<channel>.steps`, a list; they may name
 * {{webhookUrl}}.
 */
export interface ChannelSetup {
  fields: readonly SetupField[]
  /** Asks the provider whether the account works. Never throws: what fails is a check that is not ok. */
  selfTest?(account: ChannelAccount, tools: ChannelTools, signal: AbortSignal): Promise<SelfCheck[]>
  /** Tells the provider where to deliver, where that can be done by a call. Never throws, as selfTest. */
  connect?(account: ChannelAccount, tools: ChannelTools, signal: AbortSignal): Promise<SelfCheck[]>
}
