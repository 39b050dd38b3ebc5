import { createHash, timingSafeEqual } from 'node:crypto'
import type { AuthResult, ChannelAccount, RawRequest } from '../channel.js'

/**
 * Whether a request that hands in raw mail carries the account's bearer secret (`secrets.inboundSecret`), compared in
 * constant time. An account without a secret takes nothing this way: 404, as if it were not there.
 */
export function authenticateBearer(request: RawRequest, account: ChannelAccount): AuthResult {
  const secret = account.secrets['inboundSecret']
  if (!secret) return { ok: false, status: 404, reason: 'no_inbound_secret' }
  const given = /^bearer +(\S+)$/i.exec(request.headers['authorization']?.trim() ?? '')?.[1]
  if (given === undefined) return { ok: false, status: 401, reason: 'no_bearer_secret' }
  return timingSafeEqual(digest(given), digest(secret))
    ? { ok: true }
    : { ok: false, status: 401, reason: 'wrong_secret' }
}

/** Equal lengths for the comparison, whatever was sent. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
