import { Invalid } from '../../lib/errors.js'
import { lowerAscii } from '../../lib/fold.js'
import { isE164, toE164 } from '../../lib/phone.js'
import type { ChannelName } from '../intake/message-shapes.js'

/**
 * Our own addresses on a channel in the one spelling they are found by: mail addresses in lower case, numbers in E.164
 * or a sender's name as it stands, origins of sites as browsers send them, ids of platforms as they are. Empty and
 * repeated ones are dropped.
 * @param settings of the account; WhatsApp's `provider` says whether ids of numbers are meant
 * @throws Invalid('address_invalid' | 'number_not_international' | 'origin_invalid') naming the address
 */
export function cleanAddresses(
  channel: ChannelName,
  addresses: readonly string[],
  settings: Record<string, unknown> = {},
): string[] {
  const given = addresses.map((address) => address.trim()).filter((address) => address !== '')
  return [...new Set(given.map((address) => cleanerOf(channel, settings)(address)))]
}

type Cleaner = (address: string) => string

function cleanerOf(channel: ChannelName, settings: Record<string, unknown>): Cleaner {
  if (channel === 'email') return mailAddress
  if (channel === 'chat') return origin
  if (channel === 'whatsapp' && settings['provider'] === 'cloud') return platformId
  return ['sms', 'whatsapp', 'phone'].includes(channel) ? numberOrSender : platformId
}

function mailAddress(address: string): string {
  const clean = lowerAscii(address)
  if (!/^[^\s@,;<>"]+@[^\s@,;<>"]+$/.test(clean)) throw new Invalid('address_invalid', { address })
  return clean
}

/** Short codes stand as they are; alphanumeric senders have up to 11 characters, one a letter (GSM 03.40 9.1.2.5). */
function numberOrSender(address: string): string {
  if (/^(\d{3,8}|(?=.*[a-z])[a-z0-9 ._-]{1,11})$/i.test(address)) return address
  const number = isE164(address) ? address : toE164(address)
  if (number === null) throw new Invalid('number_not_international', { address })
  return number
}

/** RFC 6454: scheme, host and port; http only where the browser sits on the same machine. */
function origin(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null
  const local = url?.hostname === 'localhost' || url?.hostname === '127.0.0.1'
  const allowed = url?.protocol === 'https:' || (url?.protocol === 'http:' && local)
  if (!url || !allowed || lowerAscii(address).replace(/\/$/, '') !== url.origin)
    throw new Invalid('origin_invalid', { address })
  return url.origin
}

function platformId(address: string): string {
  if (!/^[^\s\p{C}]{1,320}$/u.test(address)) throw new Invalid('address_invalid', { address })
  return address
}
