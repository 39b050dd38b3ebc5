import { lowerAscii } from '../../../server/lib/fold.js'
import { isE164 } from '../../../server/lib/phone.js'
import type { ChannelAccount, IdentityRef } from '../../channel.js'

/** What stands before an address of this channel in Twilio's words. */
export type Prefix = '' | 'whatsapp:'

/** An address in our words: without its channel's prefix. */
export function withoutPrefix(address: string): string {
  return address.trim().replace(/^whatsapp:/i, '')
}

/** An address in Twilio's words. */
export function withPrefix(prefix: Prefix, address: string): string {
  return `${prefix}${withoutPrefix(address)}`
}

/** Whether something can be written to it: a number in E.164, on WhatsApp also an id of a person who hides theirs. */
export function isReachable(prefix: Prefix, address: string): boolean {
  const plain = withoutPrefix(address)
  return isE164(plain) || (prefix === 'whatsapp:' && isBusinessScoped(plain))
}

/** WhatsApp's business-scoped user ids: a country and an id, `US.1234`. */
export function isBusinessScoped(address: string): boolean {
  return /^[A-Za-z]{2}\.[A-Za-z0-9]{1,128}$/.test(address)
}

/** Whether a sender of ours can be answered: a long or a short number, not a name. */
export function isNumber(address: string): boolean {
  return /^\+?\d{3,15}$/.test(withoutPrefix(address))
}

/** The account's own spelling of one of its addresses (names of senders are case-sensitive), or null. */
export function ownAddress(account: ChannelAccount, address: string): string | null {
  const wanted = lowerAscii(withoutPrefix(address))
  return account.addresses.find((own) => lowerAscii(withoutPrefix(own)) === wanted) ?? null
}

/**
 * Who wrote. The carrier vouches for a number; a sender's name (and a short code) anybody may have bought.
 * @param ids `From`, `WaId` and `ExternalUserId` as they came; `scope` is our own WhatsApp number
 * @returns the address an answer goes to first; empty when nobody can be made out
 */
export function sendersOf(
  ids: { from: string; waId: string; externalUserId: string },
  prefix: Prefix,
  scope: string,
): IdentityRef[] {
  const from = withoutPrefix(ids.from)
  const phone = isE164(from) ? from : /^\d{6,15}$/.test(ids.waId) ? `+${ids.waId}` : ''
  const known = phone ? [identity('phone', '', phone, 'transport')] : []
  if (prefix === '') return known.length > 0 || from === '' ? known : [identity('phone', '', from, 'none')]
  const scoped = [from, withoutPrefix(ids.externalUserId)].find(isBusinessScoped)
  const hidden = scoped ? [identity('wa_bsuid', scope, scoped, 'transport')] : []
  return isE164(from) ? [...known, ...hidden] : [...hidden, ...known]
}

function identity(type: IdentityRef['type'], scope: string, value: string, proof: IdentityRef['proof']): IdentityRef {
  return { type, scope, value: value.slice(0, 320), proof }
} // prettier-ignore
