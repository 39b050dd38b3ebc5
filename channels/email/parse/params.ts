import { lowerAscii } from '../../../server/lib/fold.js'

/** A field like Content-Type: its value and its parameters, names in lower case, values still latin-1 bytes. */
export interface Parameterised {
  value: string
  params: Map<string, ParamValue>
}

/** `charset` is given only for the extended form of RFC 2231; '' means that it named none. */
export interface ParamValue {
  binary: string
  charset?: string
}

/** Takes `value; name=value; name*0*=…` apart (RFC 2045 section 5.1, RFC 2231); broken quoting is tolerated. */
export function parseParameterised(field: string): Parameterised {
  const [head = '', ...rest] = splitOutsideQuotes(field)
  const plain = new Map<string, string>()
  const pieces = new Map<string, Piece[]>()
  for (const part of rest) {
    const equals = part.indexOf('=')
    if (equals < 1) continue
    const name = lowerAscii(part.slice(0, equals).trim())
    const value = unquote(part.slice(equals + 1).trim())
    const star = /^([^*]+)\*(?:(\d{1,3})(\*)?)?$/.exec(name)
    if (!star) plain.set(name, plain.get(name) ?? value)
    else
      addPiece(pieces, star[1] ?? '', {
        index: Number(star[2] ?? 0),
        encoded: star[2] === undefined || star[3] === '*',
        value,
      })
  }
  const params = new Map<string, ParamValue>([...plain].map(([name, binary]) => [name, { binary }]))
  for (const [name, list] of pieces) params.set(name, joinPieces(list))
  return { value: lowerAscii(head.replace(/\([^)]*\)/g, '').trim()), params }
}

interface Piece {
  index: number
  encoded: boolean
  value: string
}

function addPiece(pieces: Map<string, Piece[]>, name: string, piece: Piece): void {
  const list = pieces.get(name)
  if (list) list.push(piece)
  else pieces.set(name, [piece])
}

function joinPieces(list: Piece[]): ParamValue {
  const sorted = [...list].sort((a, b) => a.index - b.index)
  const first = sorted[0]
  const marked = first?.encoded ? /^([^']*)'[^']*'/.exec(first.value) : null
  const binary = sorted
    .map((piece, i) => {
      const value = i === 0 && marked ? piece.value.slice(marked[0].length) : piece.value
      return piece.encoded ? percentDecoded(value) : value
    })
    .join('')
  return sorted.some((piece) => piece.encoded) ? { binary, charset: marked?.[1] ?? '' } : { binary }
}

function percentDecoded(value: string): string {
  return value.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
}

function splitOutsideQuotes(field: string): string[] {
  const parts: string[] = []
  let start = 0
  let quoted = false
  for (let i = 0; i < field.length; i++) {
    const char = field[i]
    if (char === '\\' && quoted) i++
    else if (char === '"') quoted = !quoted
    else if (char === ';' && !quoted) {
      parts.push(field.slice(start, i))
      start = i + 1
    }
  }
  parts.push(field.slice(start))
  return parts
}

/** Only \" and \\ are unescaped: senders write Windows paths unescaped into quoted names. */
function unquote(value: string): string {
  if (!value.startsWith('"')) return value
  const body = value.endsWith('"') && value.length > 1 ? value.slice(1, -1) : value.slice(1)
  return body.replace(/\\(["\\])/g, '$1')
}
