import { createHmac, timingSafeEqual } from 'node:crypto'
import type { AuthResult, ChannelAccount, HttpReply, RawRequest } from '../../channel.js'
import { sameText } from '../signed.js'

/**
 * Whether Meta signed these very bytes: `X-Hub-Signature-256` is `sha256=` and the hex HMAC-SHA256 of the raw body under
 * the app secret, compared in constant time. An account without `secrets.appSecret` takes nothing. Never throws.
 */
export function authenticateMeta(request: RawRequest, account: ChannelAccount): AuthResult {
  const secret = account.secrets['appSecret']
  if (!secret) return { ok: false, status: 403, reason: 'no_app_secret' }
  const given = /^sha256=([0-9a-f]{64})$/i.exec(request.headers['x-hub-signature-256'] ?? '')?.[1]
  if (given === undefined) return { ok: false, status: 403, reason: 'no_signature' }
  const expected = createHmac('sha256', secret).update(request.body).digest()
  return timingSafeEqual(Buffer.from(given, 'hex'), expected)
    ? { ok: true }
    : { ok: false, status: 403, reason: 'wrong_signature' }
}

/**
 * Answers the GET by which Meta asks whether the URL is ours: 200 with the challenge when the verify token is the
 * account's (`secrets.verifyToken`), else 403. Only the flat names count, so `hub[mode]=…` is refused too.
 * @returns null when the request asks no such thing
 */
export function metaHandshake(request: RawRequest, account: ChannelAccount): HttpReply | null {
  if (request.method !== 'GET' || !Object.keys(request.query).some((name) => /^hub[.[]/.test(name)))
    return null
  const refused: HttpReply = { status: 403, type: 'text/plain', body: 'forbidden' }
  const token = account.secrets['verifyToken']
  const given = request.query['hub.verify_token']
  const challenge = request.query['hub.challenge']
  if (!token || typeof given !== 'string' || typeof challenge !== 'string') return refused
  if (request.query['hub.mode'] !== 'subscribe' || !sameText(given, token)) return refused
  return { status: 200, type: 'text/plain', body: challenge }
}

/** Meta takes any 200 for an acknowledgement. */
export function metaAccepted(): HttpReply {
  return { status: 200, type: 'text/plain', body: 'EVENT_RECEIVED' }
}
