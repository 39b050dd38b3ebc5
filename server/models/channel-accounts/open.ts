import type { Secrets } from '../../lib/secrets.js'
import type { ChannelName } from '../intake/message-shapes.js'
import type { ChannelAccountRecord } from './channel-account.js'

/** An account with its secrets readable, as adapters take it. */
export interface OpenAccount {
  id: string
  channel: ChannelName
  key: string
  name: string
  addresses: string[]
  locale: 'tr' | 'en'
  settings: Record<string, unknown>
  secrets: Record<string, string>
}

/** Decrypts an account's secrets for one use. @throws Invalid('secret_unreadable') when they were sealed by another key */
export function openAccount(account: ChannelAccountRecord, secrets: Secrets): OpenAccount {
  return {
    id: account._id.toHexString(),
    channel: account.channel,
    key: account.key,
    name: account.name,
    addresses: account.addresses,
    locale: account.locale,
    settings: { ...account.settings, locale: account.locale },
    secrets: Object.fromEntries(
      Object.entries(account.secrets).map(([name, sealed]) => [name, secrets.decrypt(sealed)]),
    ),
  }
}

export function seal(plain: Record<string, string>, secrets: Secrets): Record<string, string> {
  return Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, secrets.encrypt(value)]))
}
