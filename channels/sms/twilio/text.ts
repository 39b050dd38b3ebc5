/** Letters of long messages whose parts Twilio joined: it hands some of them over in base64. */
const base64 = /^(?:[A-Za-z0-9+/]{4}){15,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/**
 * A body that is base64 of readable text becomes that text; anything else stays as it is. Texts of people have
 * spaces, and what is base64 by chance does not decode to readable UTF-8.
 */
export function readableText(body: string): string {
  const packed = body.replace(/[\r\n]/g, '').trim()
  if (!base64.test(packed)) return body
  const bytes = Buffer.from(packed, 'base64')
  const text = bytes.toString('utf8')
  const faithful = Buffer.from(text, 'utf8').equals(bytes)
  return faithful && /\s/.test(text) && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text)
    ? text
    : body
}
