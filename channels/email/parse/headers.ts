import { lowerAscii } from '../../../server/lib/fold.js'
import { type MailLimits, overLimit } from './limits.js'

/**
 * Header fields of one part: lower-case name to its values in order, unfolded, each byte one character (latin-1),
 * so that the charset can be settled later.
 */
export type Headers = Map<string, string[]>

/** The first value of a field, trimmed, or '' when there is none. */
export function header(headers: Headers, name: string): string {
  return headers.get(name)?.[0]?.trim() ?? ''
}

/** Every value of a field. */
export function headerAll(headers: Headers, name: string): string[] {
  return headers.get(name) ?? []
}

/**
 * Reads a header block (RFC 5322 section 2.2) that starts at `start`.
 * A line that is no field ends the block, unless another field follows it: then it is junk and skipped.
 * @throws ChannelRejected `mail_too_many_headers` over `limits.headers` fields or `limits.headerBytes`
 */
export function readHeaders(
  bytes: Buffer,
  start: number,
  limits: MailLimits,
): { headers: Headers; bodyStart: number } {
  const fields: { name: string; pieces: string[] }[] = []
  let at = start
  while (at < bytes.length) {
    const next = nextLine(bytes, at)
    if (next - start > limits.headerBytes)
      throw overLimit('mail_too_many_headers', limits.headerBytes, next - start, 'bytes')
    const whole = bytes.toString('latin1', at, next).replace(/\r?\n$/, '')
    // before any field there is nothing to continue: the sender indented the first one
    const line = fields.length === 0 && whole.trim() !== '' ? whole.trimStart() : whole
    if (line === '') return { headers: collect(fields), bodyStart: next }
    const colon = fieldColon(line)
    if (isContinuation(line)) fields.at(-1)?.pieces.push(line)
    else if (colon > 0) fields.push({ name: line.slice(0, colon), pieces: [line.slice(colon + 1)] })
    else if (line.startsWith('--') || !fieldFollows(bytes, next))
      return { headers: collect(fields), bodyStart: at }
    if (fields.length > limits.headers)
      throw overLimit('mail_too_many_headers', limits.headers, fields.length)
    at = next
  }
  return { headers: collect(fields), bodyStart: bytes.length }
}

/** Offset just behind the line that starts at `at`. */
export function nextLine(bytes: Buffer, at: number): number {
  const newline = bytes.indexOf(10, at)
  return newline < 0 ? bytes.length : newline + 1
}

function collect(fields: { name: string; pieces: string[] }[]): Headers {
  const headers: Headers = new Map()
  for (const { name, pieces } of fields) {
    const key = lowerAscii(name.trim())
    const value = pieces.join('')
    const values = headers.get(key)
    if (values) values.push(value)
    else headers.set(key, [value])
  }
  return headers
}

function isContinuation(line: string): boolean {
  return line.startsWith(' ') || line.startsWith('\t')
}

/** Where the colon of "Name: value" stands, or -1 when the line is no field. */
function fieldColon(line: string): number {
  const colon = line.indexOf(':')
  return colon > 0 && colon <= 100 && /^[!-9;-~]+[ \t]*$/.test(line.slice(0, colon)) ? colon : -1
}

function fieldFollows(bytes: Buffer, at: number): boolean {
  const line = bytes.toString('latin1', at, Math.min(nextLine(bytes, at), at + 200))
  return fieldColon(line) > 0
}
