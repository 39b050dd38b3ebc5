import type { AuthResult, ChannelAccount, HttpReply, RawRequest } from '../../channel.js'
import { hmacSha256, sameText } from '../signed.js'

/** Whether x-twitter-webhooks-signature is the HMAC of the body's bytes under the app's consumer secret. */
export function authenticateX(request: RawRequest, account: ChannelAccount): AuthResult {
  const secret = account.secrets['consumerSecret']
  if (!secret) return { ok: false, status: 404, reason: 'no_consumer_secret' }
  const given = request.headers['x-twitter-webhooks-signature']
  if (given === undefined) return { ok: false, status: 403, reason: 'no_signature' }
  return sameText(given, hmacSha256(secret, request.body, 'base64'))
    ? { ok: true }
    : { ok: false, status: 403, reason: 'wrong_signature' }
}

/**
 * Answers X's challenge (GET with crc_token: docs.x.com/x-api/webhooks/introduction), which comes when the webhook is
 * registered and every half hour after a day without one.
 */
export function challengeX(request: RawRequest, account: ChannelAccount): HttpReply | null {
  const token = request.query['crc_token']
  if (request.method !== 'GET' || typeof token !== 'string') return null
  const secret = account.secrets['consumerSecret']
  if (!secret || token === '' || token.length > 1_000)
    return { status: 403, type: 'application/json', body: '{}' }
  const body = JSON.stringify({ response_token: hmacSha256(secret, token, 'base64') })
  return { status: 200, type: 'application/json', body }
}
