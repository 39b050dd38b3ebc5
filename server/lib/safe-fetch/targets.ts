import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { ChannelUnavailable, Forbidden } from '../errors.js'
import { lowerAscii } from '../fold.js'
import { isPublicAddress } from './addresses.js'

/** All addresses of a host name. */
export type Resolve = (host: string) => Promise<readonly string[]>

/** A URL whose shape is acceptable, and the addresses a connection for it may go to. */
export interface Target {
  url: URL
  /** Without the brackets of an IPv6 address. */
  host: string
  addresses: readonly string[]
}

/**
 * Reads a URL, resolves its host once and checks every address, so that no later answer of a name server counts.
 * @param allowed `host:port` or `host:*`, in lower case, that may be private and on any port
 * @throws Forbidden('url_not_allowed') for its shape: only http and https, ports 80, 443 and above 1024, no user or
 *   password; Forbidden('address_not_public'); ChannelUnavailable('fetch_failed') when the name cannot be resolved
 */
export async function findTarget(
  text: string,
  base: URL | undefined,
  { allowed, resolve }: { allowed: ReadonlySet<string>; resolve: Resolve },
): Promise<Target> {
  const url = readUrl(text, base)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = portOf(url)
  const named = allowed.has(`${host}:${port}`) || allowed.has(`${host}:*`)
  if (!named && port !== 80 && port !== 443 && port <= 1_024) throw refused('port', host)
  const addresses = isIP(host) ? [host] : await addressesOf(host, resolve)
  if (!named && !addresses.every(isPublicAddress)) throw new Forbidden('address_not_public', { host })
  return { url, host, addresses }
}

/** The entries of the configuration as they are compared: lower case, IPv6 addresses without brackets. */
export function allowedHosts(entries: readonly string[]): ReadonlySet<string> {
  return new Set(entries.map((entry) => lowerAscii(entry.trim()).replace(/^\[(.*)\]:/, '$1:')))
}

/** Every address the system's resolver knows, hosts file included. */
export const systemResolve: Resolve = async (host) => {
  const found = await lookup(host, { all: true })
  return found.map(({ address }) => address)
}

function readUrl(text: string, base: URL | undefined): URL {
  if (!URL.canParse(text, base?.href)) throw refused('shape')
  const url = new URL(text, base)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refused('scheme')
  if (url.username || url.password) throw refused('credentials', url.hostname)
  url.hash = ''
  return url
}

function portOf(url: URL): number {
  if (url.port) return Number(url.port)
  return url.protocol === 'https:' ? 443 : 80
}

async function addressesOf(host: string, resolve: Resolve): Promise<readonly string[]> {
  let addresses: readonly string[]
  try {
    addresses = await resolve(host)
  } catch (error) {
    throw new ChannelUnavailable('fetch_failed', { host, sent: false, why: 'dns' }, { cause: error })
  }
  if (addresses.length === 0) throw new ChannelUnavailable('fetch_failed', { host, sent: false, why: 'dns' })
  return addresses
}

/** The URL itself is never told: it may carry a token. */
function refused(why: string, host?: string): Forbidden {
  return new Forbidden('url_not_allowed', { why, ...(host === undefined ? {} : { host }) })
}
