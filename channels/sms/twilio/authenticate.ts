import { createHash, timingSafeEqual } from 'node:crypto'
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js'
import type { AuthResult, ChannelAccount, RawRequest } from '../../channel.js'
import { parseForm, type Params } from './form.js'

/**
 * Checks X-Twilio-Signature (twilio.com/docs/usage/security#validating-requests) over the configured public URL and
 * every parameter of the body; a body of another kind is covered by the URL's `bodySHA256`. Needs `secrets.authToken`,
 * the account's primary one: no other signs.
 */
export function authenticateTwilio(request: RawRequest, account: ChannelAccount): AuthResult {
  const token = account.secrets['authToken']
  if (!token) return refused('no_auth_token')
  const signature = request.headers['x-twilio-signature'] ?? ''
  if (!/^[A-Za-z0-9+/]{27}=$/.test(signature)) return refused('no_signature')
  if (!URL.canParse(request.url)) return refused('url_unreadable')
  const hash = new URL(request.url).searchParams.get('bodySHA256')
  if (hash !== null && !isHashOf(request.body, hash)) return refused('wrong_body_hash')
  const params: Params | null = hash === null ? parseForm(request.body) : {}
  if (!params) return refused('too_many_parameters')
  return validateRequest(token, signature, request.url, params) ? { ok: true } : refused('wrong_signature')
}

function refused(reason: string): AuthResult {
  return { ok: false, status: 403, reason }
}

/** Of the bytes as they came: decoding them first would let different bytes pass for the same. */
function isHashOf(body: Buffer, hex: string): boolean {
  if (!/^[0-9a-f]{64}$/i.test(hex)) return false
  return timingSafeEqual(createHash('sha256').update(body).digest(), Buffer.from(hex, 'hex'))
}
