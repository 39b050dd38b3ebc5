import type { AuthResult, ChannelAccount, RawRequest } from '../channel.js'
import { hmacSha256, sameText } from '../social/signed.js'

/** The header that carries `sha256=` and the hexadecimal HMAC-SHA256 of the body's bytes, in both directions. */
export const signatureHeader = 'x-redress-signature'

/** Whether a program of the shop's has signed the body with the account's `inboundSecret`. */
export function authenticateSigned(request: RawRequest, account: ChannelAccount): AuthResult {
  const secret = account.secrets['inboundSecret']
  if (!secret) return { ok: false, status: 404, reason: 'no_inbound_secret' }
  const given = request.headers[signatureHeader]
  if (given === undefined) return { ok: false, status: 401, reason: 'no_signature' }
  return sameText(given, hmacSha256(secret, request.body, 'hex'))
    ? { ok: true }
    : { ok: false, status: 401, reason: 'wrong_signature' }
}
