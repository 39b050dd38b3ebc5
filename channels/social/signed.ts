import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** Whether two texts are equal, in a time that does not depend on where they differ. */
export function sameText(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected))
}

/** `sha256=` and the HMAC-SHA256 of the bytes under `secret`. */
export function hmacSha256(secret: string, bytes: Buffer | string, encoding: 'base64' | 'hex'): string {
  return `sha256=${createHmac('sha256', secret).update(bytes).digest(encoding)}`
}

/** Equal lengths for the comparison, whatever was sent. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
