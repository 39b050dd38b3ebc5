import ipaddr from 'ipaddr.js'

/** Public by its range, but answers a cloud's virtual machines with their credentials (Azure). */
const cloudInternal = new Set(['168.63.129.16'])
/** Everything that is routed in public on IPv6 lies in here (RFC 4291, 2.4); ::1.2.3.4 and its like do not. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * Whether an address (v4 or v6 as text, with or without a zone) is public unicast, so that a connection to it leaves
 * this machine and its networks. Addresses that carry an IPv4 address are judged by that one: v4-mapped (RFC 4291) and
 * the well-known NAT64 prefix (RFC 6052). 6to4, Teredo and everything reserved by IANA count as not public.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.parse(text)
  return address instanceof ipaddr.IPv6 ? isPublicV6(address) : isPublicV4(address)
}

function isPublicV4(address: ipaddr.IPv4): boolean {
  return address.range() === 'unicast' && !cloudInternal.has(address.toString())
}

function isPublicV6(address: ipaddr.IPv6): boolean {
  if (address.isIPv4MappedAddress()) return isPublicV4(address.toIPv4Address())
  const [high, low] = [address.parts[0], address.parts[1]]
  if (address.range() === 'rfc6052') return high === 0x64 && low === 0xff9b && isPublicV4(carriedV4(address))
  return address.range() === 'unicast' && address.match(globalUnicast)
}

/** The last 32 bits. 64:ff9b:1::/48 is for networks' own use (RFC 8215) and its third part makes no IPv4 address. */
function carriedV4(address: ipaddr.IPv6): ipaddr.IPv4 {
  const bytes = address.toByteArray()
  return bytes.slice(4, 12).every((byte) => byte === 0)
    ? new ipaddr.IPv4(bytes.slice(12))
    : ipaddr.IPv4.parse('0.0.0.0')
}
