import { createHmac } from 'node:crypto'
import { URL } from 'node:url'
import { nowMs } from '../../../server/lib/clock.js'
import { randomId } from '../../../server/lib/ids.js'

export interface OAuthKeys {
  consumerKey: string
  consumerSecret: string
  token: string
  tokenSecret: string
}

/**
 * The Authorization header of a request (RFC 5849, HMAC-SHA1). A JSON body is no part of what is signed (3.4.1.3.1).
 * @param once the nonce and the time in epoch seconds; made anew unless given
 */
export function oauthHeader(
  method: string,
  address: string,
  keys: OAuthKeys,
  once = { nonce: randomId(), timestamp: Math.floor(nowMs() / 1_000) },
): string {
  const own: [string, string][] = [
    ['oauth_consumer_key', keys.consumerKey],
    ['oauth_nonce', once.nonce],
    ['oauth_signature_method', 'HMAC-SHA1'],
    ['oauth_timestamp', String(once.timestamp)],
    ['oauth_token', keys.token],
    ['oauth_version', '1.0'],
  ]
  const key = `${encoded(keys.consumerSecret)}&${encoded(keys.tokenSecret)}`
  const signature = createHmac('sha1', key)
    .update(baseString(method, new URL(address), own))
    .digest('base64')
  const parts = [...own, ['oauth_signature', signature] as const]
  return `OAuth ${parts.map(([name, value]) => `${name}="${encoded(value)}"`).join(', ')}`
}

/** RFC 5849, 3.4.1: method, address without its query, and all parameters sorted by name and then value. */
function baseString(method: string, url: URL, own: [string, string][]): string {
  const parameters = [...url.searchParams.entries(), ...own]
    .map(([name, value]): [string, string] => [encoded(name), encoded(value)])
    .toSorted(([a, x], [b, y]) => (a === b ? order(x, y) : order(a, b)))
    .map(([name, value]) => `${name}=${value}`)
  return [method, `${url.origin}${url.pathname}`, parameters.join('&')].map(encoded).join('&')
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** RFC 3986 as RFC 5849, 3.6 wants it: also what encodeURIComponent leaves alone. */
function encoded(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
