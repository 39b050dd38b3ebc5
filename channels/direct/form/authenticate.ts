import { createHmac } from 'node:crypto'
import { equalInConstantTime } from '../../../server/lib/secrets.js'
import type { AuthResult, ChannelAccount, RawRequest } from '../../channel.js'

/**
 * Whether a form of the shop's own posted this: `x-redress-signature: sha256=<hex HMAC-SHA256 of the raw body>` under
 * the account's `secrets.inboundSecret` (RFC 2104).
 */
export function authenticateForm({ headers, body }: RawRequest, { secrets }: ChannelAccount): AuthResult {
  const secret = secrets['inboundSecret']
  if (!secret) return { ok: false, status: 403, reason: 'no_secret' }
  const given = /^sha256=([0-9a-f]{64})$/i.exec(headers['x-redress-signature'] ?? '')?.[1]
  if (given === undefined) return { ok: false, status: 401, reason: 'no_signature' }
  const right = createHmac('sha256', secret).update(body).digest('hex')
  return equalInConstantTime(given.toLowerCase(), right)
    ? { ok: true }
    : { ok: false, status: 401, reason: 'wrong_signature' }
}
