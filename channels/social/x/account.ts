import { URL } from 'node:url'
import type { ChannelAccount } from '../../channel.js'
import { text } from '../loose.js'
import type { OAuthKeys } from './oauth.js'

/** Where the X API is reached, without a trailing slash. */
export function apiUrlOf(account: ChannelAccount): string {
  return (text(account.settings['apiUrl']).trim() || 'https://api.x.com').replace(/\/+$/, '')
}

/** The four keys that sign calls in the account's name; null when one is missing. */
export function keysOf({ secrets }: ChannelAccount): OAuthKeys | null {
  const { consumerKey, consumerSecret, accessToken, accessTokenSecret } = secrets
  if (!consumerKey || !consumerSecret || !accessToken || !accessTokenSecret) return null
  return { consumerKey, consumerSecret, token: accessToken, tokenSecret: accessTokenSecret }
}

/** Files of direct messages are behind a sign-in on these hosts; no other host ever sees a signature of ours. */
export function needsSignature(address: string, account: ChannelAccount): boolean {
  if (!URL.canParse(address) || !URL.canParse(apiUrlOf(account))) return false
  const { host, protocol, origin } = new URL(address)
  if (origin === new URL(apiUrlOf(account)).origin) return true
  return protocol === 'https:' && ['ton.twitter.com', 'ton.x.com'].includes(host)
}
