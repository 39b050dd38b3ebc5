import { type CharsetContext, decodeBytes, strictUtf8 } from './charset.js'
import { decodeBase64 } from './transfer.js'

/** Decodes header text and remembers the first charset that had to be guessed. */
export interface HeaderDecoder {
  /** latin-1 bytes of a field, with RFC 2047 words and raw 8-bit text, to readable text on one line. */
  text: (binary: string) => string
  /** latin-1 bytes in a charset the mail names (RFC 2231 values). */
  named: (binary: string, charset: string) => string
  guessed: () => string | null
}

export function makeHeaderDecoder(context: CharsetContext): HeaderDecoder {
  let guessed: string | null = null
  const note = (decoded: { text: string; guessed: string | null }): string => {
    guessed ??= decoded.guessed
    return decoded.text
  }
  const raw = (binary: string): string => {
    const bytes = Buffer.from(binary, 'latin1')
    // raw UTF-8 in a header is regular (RFC 6532), so it is no guess
    return strictUtf8(bytes) ?? note(decodeBytes(bytes, undefined, context))
  }
  const named = (binary: string, charset: string): string =>
    note(decodeBytes(Buffer.from(binary, 'latin1'), charset, context))
  return {
    text: (binary) => oneLine(decodeWords(binary, raw, named)),
    named: (binary, charset) => oneLine(named(binary, charset)),
    guessed: () => guessed,
  }
}

/** An encoded word; charset, encoding letter, text. The language tag of RFC 2231 is dropped. */
const encodedWord = /=\?([^\s?*=]{1,60})(?:\*[^\s?]{0,60})?\?([bq])\?([^?]*)\?=/gi

function decodeWords(binary: string, raw: Decode, named: DecodeNamed): string {
  return segments(binary)
    .map((segment) => (segment.charset === null ? raw(segment.bytes) : named(segment.bytes, segment.charset)))
    .join('')
}

type Decode = (binary: string) => string
type DecodeNamed = (binary: string, charset: string) => string

/** Text as it stands (`charset` null) and decoded words in order; space between two words is no text. */
function segments(binary: string): { bytes: string; charset: string | null }[] {
  const found: { bytes: string; charset: string | null }[] = []
  let end = 0
  for (const match of binary.matchAll(encodedWord)) {
    const [whole, label = '', encoding = '', encoded = ''] = match
    const charset = label.toLowerCase()
    const between = binary.slice(end, match.index)
    const last = between.trim() === '' ? found.at(-1) : undefined
    if (!last && between !== '') found.push({ bytes: between, charset: null })
    // a letter split over two words is whole again only when their bytes are joined first
    if (last?.charset === charset) last.bytes += wordBytes(encoding, encoded)
    else found.push({ bytes: wordBytes(encoding, encoded), charset })
    end = match.index + whole.length
  }
  if (end < binary.length) found.push({ bytes: binary.slice(end), charset: null })
  return found
}

function wordBytes(encoding: string, text: string): string {
  if (encoding === 'b' || encoding === 'B') return decodeBase64(text).toString('latin1')
  return text
    .replace(/_/g, ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
}

/** Controls and line ends never survive in a header text: they would forge fields where it is used again. */
function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim()
}
