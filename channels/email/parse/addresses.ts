import { lowerAscii } from '../../../server/lib/fold.js'

export interface MailAddress {
  /** In lower case; always local@domain. */
  address: string
  name: string
}

/**
 * Reads an address list (RFC 5322 section 3.4) before its words are decoded, since a decoded name may hold commas.
 * Groups are opened, comments serve as names, and what holds no address is left out; never fails.
 * @param binary the field as latin-1 bytes
 * @param decode turns a name's bytes into text
 */
export function parseAddresses(binary: string, decode: (binary: string) => string): MailAddress[] {
  return splitList(binary).flatMap((piece) => {
    const address = cleanAddress(piece.angle ?? bareAddress(piece.text))
    if (!address) return []
    const spoken = piece.angle === null ? piece.text.replace(bareAddress(piece.text), '') : piece.text
    return [{ address, name: decode(spoken.trim() || piece.comment).replace(/^['\s]+|['\s]+$/g, '') }]
  })
}

/** Every Message-ID of a field in order, with angle brackets; words without brackets count when they hold an @. */
export function parseMessageIds(binary: string): string[] {
  const bracketed = binary.match(/<[^<>]{1,900}>/g)
  const found =
    bracketed ??
    binary
      .split(/[\s,]+/)
      .filter((word) => word.includes('@'))
      .map((word) => `<${word}>`)
  const ids = found.map((id) => id.replace(/[^!-~\u0080-\u00ff]/g, '')).filter((id) => id.length > 2)
  return [...new Set(ids)]
}

interface ListPiece {
  text: string
  comment: string
  angle: string | null
}

type Mode = 'text' | 'quoted' | 'angle'

function splitList(binary: string): ListPiece[] {
  const pieces: ListPiece[] = []
  let piece: ListPiece = { text: '', comment: '', angle: null }
  let mode: Mode = 'text'
  let depth = 0
  let word = ''
  const flush = (): void => {
    if (piece.text.trim() || piece.angle !== null) pieces.push(piece)
    piece = { text: '', comment: '', angle: null }
  }
  for (let i = 0; i < binary.length; i++) {
    let char = binary[i] ?? ''
    const escaped = char === '\\' && (mode === 'quoted' || depth > 0)
    if (escaped) char = binary[++i] ?? ''
    if (depth > 0) {
      if (!escaped && char === '(') depth++
      else if (!escaped && char === ')') depth--
      if (depth > 0) piece.comment += char
    } else if (mode === 'quoted') {
      if (!escaped && char === '"') mode = 'text'
      else piece.text += char
    } else if (mode === 'angle') {
      if (char === '>') mode = 'text'
      else piece.angle = (piece.angle ?? '') + char
    } else if (char === '=' && (word = encodedWordAt(binary, i)) !== '') {
      piece.text += word
      i += word.length - 1
    } else if (char === '"') mode = 'quoted'
    else if (char === '(') depth = 1
    else if (char === '<') [mode, piece.angle] = ['angle', '']
    else if (char === ',' || char === ';') flush()
    else if (char === ':' && !piece.text.includes('@')) piece.text = ''
    else piece.text += char
  }
  flush()
  return pieces
}

/** An encoded word may hold commas although it must not (RFC 2047 section 5), so it is passed over as one. */
function encodedWordAt(binary: string, at: number): string {
  encodedWord.lastIndex = at
  return encodedWord.exec(binary)?.[0] ?? ''
}

const encodedWord = /=\?[^\s?]{1,60}\?[bq]\?[^?]*\?=/iy

/** The word around an @, found from the @ outwards so that a long line costs no more than its length. */
function bareAddress(text: string): string {
  const at = text.indexOf('@')
  if (at < 0) return ''
  let start = at
  let end = at + 1
  while (start > 0 && !/[\s"'<>()[\],;:]/.test(text[start - 1] ?? '')) start--
  while (end < text.length && !/[\s"'<>()[\],;]/.test(text[end] ?? '')) end++
  return text.slice(start, end)
}

function cleanAddress(raw: string): string {
  const text = raw.replace(/^mailto:/i, '').replace(/^["'\s]+|["'\s.]+$/g, '')
  const valid = text.length <= 320 && /^[^\s@<>(),;"]+@[^\s@<>(),;"]+$/.test(text)
  return valid ? lowerAscii(Buffer.from(text, 'latin1').toString('utf8')) : ''
}
