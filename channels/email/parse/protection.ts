import { lowerAscii } from '../../../server/lib/fold.js'
import type { Part } from './scan.js'

/**
 * Whether the mail is encrypted (`pgp-mime`, `pgp-inline`, `smime`) and whether it carries a signature
 * (RFC 1847, 3156, 8551). Nothing is decrypted or verified: the mail is kept whole and labelled.
 */
export function readProtection(
  root: Part,
  text: string,
): { encrypted: { is: boolean; kind: string | null }; signed: boolean } {
  const parts = flat(root)
  const kind = encryption(parts, text)
  const signed = parts.some(isSignature) || text.includes('-----BEGIN PGP SIGNED MESSAGE-----')
  return { encrypted: { is: kind !== null, kind }, signed }
}

function flat(part: Part): Part[] {
  return [part, ...part.children.flatMap(flat)]
}

function encryption(parts: Part[], text: string): string | null {
  if (parts.some((part) => part.type === 'application/pgp-encrypted' || part.type === 'multipart/encrypted'))
    return 'pgp-mime'
  if (parts.some((part) => pkcs7.test(part.type) && !isSignature(part))) return 'smime'
  return text.includes('-----BEGIN PGP MESSAGE-----') ? 'pgp-inline' : null
}

const pkcs7 = /^application\/(?:x-)?pkcs7-mime$/

function isSignature(part: Part): boolean {
  if (part.type === 'multipart/signed' || part.type === 'application/pgp-signature') return true
  if (/^application\/(?:x-)?pkcs7-signature$/.test(part.type)) return true
  const smimeType = lowerAscii(part.contentType.params.get('smime-type')?.binary ?? '')
  return pkcs7.test(part.type) && (smimeType === 'signed-data' || smimeType === 'certs-only')
}
