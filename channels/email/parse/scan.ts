import { header, type Headers, nextLine, readHeaders } from './headers.js'
import { type MailLimits, overLimit, refuseTooLarge } from './limits.js'
import { type Parameterised, parseParameterised } from './params.js'

/** One MIME part: where its body lies in the mail, what its header says, and the parts within it. */
export interface Part {
  headers: Headers
  /** Content-Type in lower case; text/plain where none or nonsense is given. */
  type: string
  contentType: Parameterised
  disposition: Parameterised
  start: number
  end: number
  children: Part[]
}

/**
 * Finds the parts of a mail in one pass over its bytes, without decoding or copying bodies (RFC 2046 section 5.1).
 * A missing end, a missing boundary parameter and text behind a boundary are tolerated.
 * @throws ChannelRejected mail_too_large, mail_too_many_parts, mail_too_deep, mail_too_many_headers
 */
export function scanMail(bytes: Buffer, limits: MailLimits): Part {
  refuseTooLarge(bytes.length, limits.bytes)
  const root = readPart(bytes, mailStart(bytes), limits, 'text/plain')
  const scan: Scan = { bytes, limits, open: [], leaf: null, parts: 1 }
  enter(scan, root)
  let at = root.start
  while (scan.open.length > 0) {
    const line = nextDashLine(bytes, at)
    if (line < 0) break
    const next = nextLine(bytes, line)
    const found = boundaryAt(bytes.toString('latin1', line, Math.min(next, line + 200)), scan.open)
    at = found ? pass(scan, found, line, next) : next
  }
  return root
}

interface Scan {
  bytes: Buffer
  limits: MailLimits
  /** The multiparts around the current place, outermost first. */
  open: { part: Part; boundary: string }[]
  leaf: Part | null
  parts: number
}

/** Passes a boundary line at `line`: ends what it ends, reads the part behind it; gives where to go on. */
function pass(scan: Scan, found: { level: number; last: boolean }, line: number, next: number): number {
  const { bytes, open, limits } = scan
  for (const left of open.splice(found.level + 1)) left.part.end = beforeLine(bytes, line, left.part.start)
  if (scan.leaf) scan.leaf.end = beforeLine(bytes, line, scan.leaf.start)
  scan.leaf = null
  const parent = open[found.level]?.part
  if (!parent) return next
  if (found.last) {
    parent.end = line
    open.pop()
    return next
  }
  if (++scan.parts > limits.parts) throw overLimit('mail_too_many_parts', limits.parts, scan.parts)
  const part = readPart(
    bytes,
    next,
    limits,
    parent.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain',
  )
  parent.children.push(part)
  if (!enter(scan, part)) scan.leaf = part
  return part.start
}

/** Where the mail's own header starts: behind blank lines, a byte order mark and an mbox "From " line. */
function mailStart(bytes: Buffer): number {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  while (bytes[at] === 0x0a || bytes[at] === 0x0d) at++
  const head = bytes.toString('latin1', at, at + 6)
  return head.startsWith('From ') || head === '>From ' ? nextLine(bytes, at) : at
}

function readPart(bytes: Buffer, start: number, limits: MailLimits, fallbackType: string): Part {
  const { headers, bodyStart } = readHeaders(bytes, start, limits)
  const contentType = parseParameterised(header(headers, 'content-type'))
  const type = /^[\w!#$&^.+-]+\/[\w!#$&^.+*-]+/.exec(contentType.value)?.[0] ?? fallbackType
  const disposition = parseParameterised(header(headers, 'content-disposition'))
  return { headers, type, contentType, disposition, start: bodyStart, end: bytes.length, children: [] }
}

/** Opens a multipart, so that its boundary lines are looked for; false for anything else. */
function enter({ bytes, open, limits }: Scan, part: Part): boolean {
  if (!part.type.startsWith('multipart/')) return false
  const boundary =
    part.contentType.params.get('boundary')?.binary.trimEnd() ?? firstDashLine(bytes, part.start)
  if (!boundary) return false
  open.push({ part, boundary })
  if (open.length > limits.depth) throw overLimit('mail_too_deep', limits.depth, open.length)
  return true
}

function firstDashLine(bytes: Buffer, start: number): string {
  const at = nextDashLine(bytes, start)
  if (at < 0) return ''
  return bytes.toString('latin1', at + 2, Math.min(nextLine(bytes, at), at + 80)).trim()
}

const dashLine = Buffer.from('\n--')

function nextDashLine(bytes: Buffer, at: number): number {
  if (bytes[at] === 0x2d && bytes[at + 1] === 0x2d) return at
  const found = bytes.indexOf(dashLine, at > 0 ? at - 1 : 0)
  return found < 0 ? -1 : found + 1
}

/** Which open multipart a line belongs to: an exact boundary first, then one with something behind it. */
function boundaryAt(line: string, open: Scan['open']): { level: number; last: boolean } | null {
  const text = line.trimEnd().slice(2)
  for (let level = open.length - 1; level >= 0; level--) {
    const boundary = open[level]?.boundary ?? ''
    if (text === boundary) return { level, last: false }
    if (text === `${boundary}--`) return { level, last: true }
  }
  for (let level = open.length - 1; level >= 0; level--) {
    const boundary = open[level]?.boundary ?? ''
    if (!text.startsWith(boundary)) continue
    const rest = text.slice(boundary.length)
    if (rest.startsWith('--')) return { level, last: true }
    if (/^[\s;,"]/.test(rest)) return { level, last: false }
  }
  return null
}

/** The end of a body: the line break before a boundary belongs to the boundary. */
function beforeLine(bytes: Buffer, line: number, start: number): number {
  let end = line
  if (end > start && bytes[end - 1] === 0x0a) end--
  if (end > start && bytes[end - 1] === 0x0d) end--
  return Math.max(start, end)
}
