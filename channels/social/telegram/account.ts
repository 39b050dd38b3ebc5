import type { ChannelAccount } from '../../channel.js'
import { text } from '../loose.js'

/**
 * The numeric id of the account's bot: its address, else the part before the colon of its token; '' where neither is
 * known.
 */
export function botIdOf(account: ChannelAccount): string {
  const address = account.addresses.find((one) => /^\d{1,20}$/.test(one))
  return address ?? /^(\d{1,20}):/.exec(account.secrets['botToken'] ?? '')?.[1] ?? ''
}

/** Where the Bot API is reached, without a trailing slash (`settings.apiUrl` for a Bot API server of one's own). */
export function apiUrlOf(account: ChannelAccount): string {
  return (text(account.settings['apiUrl']).trim() || 'https://api.telegram.org').replace(/\/+$/, '')
}

/** A text of the far end without the account's token, should the far end repeat the address it was asked at. */
export function withoutToken(said: string, account: ChannelAccount): string {
  const token = account.secrets['botToken']
  return token ? said.replaceAll(token, '…').replaceAll(encodeURIComponent(token), '…') : said
}

/** What Telegram repeats with each delivery: the secret set for it, else the account's own; undefined without either. */
export function webhookSecretOf(account: ChannelAccount): string | undefined {
  return account.secrets['webhookSecret'] || account.secrets['inboundSecret'] || undefined
}
