import { fileTypeFromBuffer } from 'file-type'

/** Types whose bytes a browser might run: whatever a sender says, they leave as plain bytes. */
const active =
  /^(text\/(html|xml|javascript|ecmascript)|application\/(xhtml\+xml|xml|javascript|ecmascript)|image\/svg\+xml)/

/** The type that the bytes themselves show; what shows nothing keeps the sender's word, unless a browser might run it. */
export async function trueType(content: Buffer, claimed: string): Promise<string> {
  const seen = await fileTypeFromBuffer(content)
  const type = seen?.mime ?? claimed.toLowerCase().split(';')[0]?.trim() ?? ''
  if (!/^[a-z0-9.+-]+\/[a-z0-9.+-]+$/.test(type) || active.test(type)) return 'application/octet-stream'
  // A claimed picture that is none would be shown inline.
  return seen === undefined && type.startsWith('image/') ? 'application/octet-stream' : type
}

/** A file name as it may be shown and saved: NFC, no path, no control, bidirectional or zero-width characters. */
export function safeName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '')
    .replace(/^.*[\\/]/, '')
    .trim()
  return plain.slice(-200) || 'file'
}
