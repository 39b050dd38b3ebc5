/** Letters of long messages whose parts Twilio joined: it hands some of them over in base64. */
const base64 = /^(?:[A-Za-z0-9+/]{4}){15,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/**
 * A body that is base64 of readable text becomes that text; anything else stays as it is. Texts of people have
 * spaces, and what is base64 by chance does not decode to readable UTF-8. Where Twilio cut the text within its last
 * letter, that letter is missing.
 */
export function readableText(body: string): string {
  const packed = body.replace(/[\r\n]/g, '').trim()
  if (!base64.test(packed)) return body
  const bytes = Buffer.from(packed, 'base64')
  const text = withoutCutLetter(bytes).toString('utf8')
  const faithful = bytes.subarray(0, Buffer.byteLength(text)).equals(Buffer.from(text, 'utf8'))
  return faithful && /\s/.test(text) && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text)
    ? text
    : body
}

/** Without the first bytes of a letter (RFC 3629) whose others are not there. */
function withoutCutLetter(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    if ((byte & 0xc0) === 0x80) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return length > back ? bytes.subarray(0, -back) : bytes
  }
  return bytes
}
