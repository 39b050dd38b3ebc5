import { type CharsetContext, decodeBytes, strictUtf8 } from './charset.js'
import { decodeBase64 } from './transfer.js'

/** Decodes header text and remembers the first charset that had to be guessed. */
export interface HeaderDecoder {
  /** latin-1 bytes of a field, with RFC 2047 words and raw 8-bit text, to readable text on one line. */
  text(binary: string): string
  /** latin-1 bytes in a charset the mail names (RFC 2231 values). */
  named(binary: string, charset: string): string
  guessed(): string | null
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

function decodeWords(
  binary: string,
  raw: (binary: string) => string,
  named: (binary: string, charset: string) => string,
): string {
  let result = ''
  let end = 0
  let pending: { charset: string; bytes: string } | null = null
  const flush = (): void => {
    if (pending) result += named(pending.bytes, pending.charset)
    pending = null
  }
  for (const match of binary.matchAll(encodedWord)) {
    const between = binary.slice(end, match.index)
    const [whole, label = '', encoding = '', encoded = ''] = match
    const word: { charset: string; bytes: string } = {
      charset: label.toLowerCase(),
      bytes: wordBytes(encoding, encoded),
    }
    const open = pending as { charset: string; bytes: string } | null
    const adjacent: boolean = open !== null && between.trim() === ''
    // a letter split over two words is whole again only when their bytes are joined first
    if (open && adjacent && open.charset === word.charset)
      pending = { charset: word.charset, bytes: open.bytes + word.bytes }
    else {
      flush()
      result += adjacent ? '' : raw(between)
      pending = word
    }
    end = match.index + whole.length
  }
  flush()
  return result + raw(binary.slice(end))
}

function wordBytes(encoding: string, text: string): string {
  if (encoding === 'b' || encoding === 'B') return decodeBase64(text).toString('latin1')
  return text
    .replace(/_/g, ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
}

/** Controls and line ends never survive in a header text: they would forge fields where it is used again. */
function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text
    .replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
}
