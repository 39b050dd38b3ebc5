import { isOurOrigin } from '../../http/middleware/same-site.js'

/**
 * Whether a handshake may come from where it says: from a page of ours, from none (a program, or a browser's own GET),
 * or from a sandboxed frame, which names no origin but `null` (HTML standard, opaque origins). The token is the proof;
 * this only keeps pages of others from trying.
 */
export function isOpaqueOrOurs(origin: string | undefined, host: string | undefined, publicBaseUrl: string): boolean {
  return origin === undefined || origin === 'null' || isOurOrigin(origin, host, new URL(publicBaseUrl).origin)
} // prettier-ignore
