import { lowerAscii } from '../../../server/lib/fold.js'

const equals = 0x3d

/** Undoes a Content-Transfer-Encoding (RFC 2045 section 6); an unknown one leaves the bytes as they are. */
export function decodeTransfer(bytes: Buffer, encoding: string): Buffer {
  const name = lowerAscii(encoding).replace(/["'\s;]/g, '')
  if (name === 'base64') return decodeBase64(bytes.toString('latin1'))
  if (name === 'quoted-printable') return decodeQuotedPrintable(bytes)
  if (name === 'x-uuencode' || name === 'uuencode' || name === 'x-uue')
    return decodeUu(bytes.toString('latin1'))
  return bytes
}

/** Base64 with line breaks and strange characters; padding in the middle (pieces glued together) does not end it. */
export function decodeBase64(text: string): Buffer {
  const padding = text.indexOf('=')
  if (padding < 0 || /^[=\s]*$/.test(text.slice(padding))) return Buffer.from(text, 'base64')
  return decodeGlued(text)
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const sextets = new Int8Array(256).fill(-1)
for (let i = 0; i < alphabet.length; i++) sextets[alphabet.charCodeAt(i)] = i

/** Padding starts over; what is not of the alphabet is skipped (RFC 2045 section 6.8). */
function decodeGlued(text: string): Buffer {
  const out = Buffer.allocUnsafe(Math.ceil((text.length * 3) / 4))
  let size = 0
  let held = 0
  let bits = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const value = code < 256 ? (sextets[code] ?? -1) : -1
    if (code === equals) held = bits = 0
    if (value < 0) continue
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits >= 8) out[size++] = (held >> (bits -= 8)) & 0xff
  }
  return out.subarray(0, size)
}

function decodeQuotedPrintable(bytes: Buffer): Buffer {
  const out = Buffer.allocUnsafe(bytes.length)
  let size = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0
    if (byte !== equals) {
      out[size++] = byte
      continue
    }
    const value = hexPair(bytes, i + 1)
    const skipped = value < 0 ? softBreak(bytes, i + 1) : 2
    if (value >= 0) out[size++] = value
    else if (skipped === 0) out[size++] = byte
    i += skipped
  }
  return out.subarray(0, size)
}

function hexPair(bytes: Buffer, at: number): number {
  const high = hexDigit(bytes[at])
  const low = hexDigit(bytes[at + 1])
  return high < 0 || low < 0 ? -1 : high * 16 + low
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

/** How many bytes of a soft line break (spaces, then the line end) follow at `at`; 0 when there is none. */
function softBreak(bytes: Buffer, at: number): number {
  let i = at
  while ((bytes[i] === 0x20 || bytes[i] === 0x09) && i - at < 100) i++
  if (i >= bytes.length) return bytes.length - at
  if (bytes[i] === 0x0d && bytes[i + 1] === 0x0a) return i + 2 - at
  return bytes[i] === 0x0a ? i + 1 - at : 0
}

function decodeUu(text: string): Buffer {
  const out: number[] = []
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('begin ') || line === '' || line === '`') continue
    if (line === 'end') break
    decodeUuLine(line, out)
  }
  return Buffer.from(out)
}

function decodeUuLine(line: string, out: number[]): void {
  const length = (line.charCodeAt(0) - 32) & 63
  const end = out.length + length
  for (let i = 1; i < line.length && out.length < end; i += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((k) => ((line.charCodeAt(i + k) || 32) - 32) & 63)
    const bits = ((a ?? 0) << 18) | ((b ?? 0) << 12) | ((c ?? 0) << 6) | (d ?? 0)
    for (const byte of [bits >> 16, (bits >> 8) & 255, bits & 255]) if (out.length < end) out.push(byte)
  }
}
