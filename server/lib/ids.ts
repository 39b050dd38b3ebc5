import { createHash, randomBytes, randomUUID } from 'node:crypto'

const crockford = '0123456789abcdefghjkmnpqrstvwxyz'

/** Lower-case Crockford base32 of some bytes (5 bits a character, safe in addresses, URLs and file names). */
export function base32(bytes: Uint8Array): string {
  let bits = 0
  let value = 0
  let text = ''
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xffff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += crockford[(value >>> bits) & 31] ?? ''
    }
  }
  if (bits > 0) text += crockford[(value << (5 - bits)) & 31] ?? ''
  return text
}

/** An unguessable id of 128 bits. */
export function randomId(): string {
  return base32(randomBytes(16))
}

/** A secret of 256 bits, for tokens that are shown once. */
export function randomSecret(): string {
  return base32(randomBytes(32))
}

/** Hex SHA-256. */
export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex')
}

export { randomUUID }
