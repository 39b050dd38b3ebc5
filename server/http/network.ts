import ipaddr from 'ipaddr.js'

/**
 * What one household or attacker has of addresses, for counting: an IPv4 address itself, of an IPv6 address its /64
 * (RFC 6177: a site gets at least that much). What is no address counts as itself.
 */
export function networkOf(ip: string): string {
  if (!ipaddr.isValid(ip)) return ip
  const address = ipaddr.process(ip)
  if (!(address instanceof ipaddr.IPv6)) return address.toString()
  return `${new ipaddr.IPv6([...address.parts.slice(0, 4), 0, 0, 0, 0]).toString()}/64`
}
