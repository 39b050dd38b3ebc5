import { type CharsetContext, decodeBytes, metaCharset } from './charset.js'
import { header } from './headers.js'
import { htmlToText, textToHtml } from './html-text.js'
import type { Part } from './scan.js'
import { decodeTransfer } from './transfer.js'

/** What the mail says and what is attached to it. */
export interface Body {
  text: string
  /** HTML as received, or null when the mail has none. */
  html: string | null
  /** Whether `text` was made from the HTML because the mail has no plain text. */
  textFromHtml: boolean
  files: Part[]
  charsetGuessed: string | null
}

/**
 * Chooses the text to read among the parts: the last fitting alternative, all text of a mixed mail in order.
 * Text with a file name stays a file, unless it is all there is.
 */
export function readBody(root: Part, bytes: Buffer, context: CharsetContext): Body {
  const reading: Reading = { bytes, context, files: [], guessed: null }
  const chunks = read(root, reading, true)
  const htmls = chunks.some((chunk) => chunk.html !== undefined)
    ? chunks.map((chunk) => chunk.html ?? textToHtml(chunk.text ?? ''))
    : []
  const texts = chunks.map((chunk) =>
    chunk.text?.trim() ? chunk.text : chunk.html === undefined ? '' : htmlToText(chunk.html),
  )
  return {
    text: texts
      .filter((text) => text !== '')
      .join('\n')
      .trimEnd(),
    html: htmls.length > 0 ? htmls.join('\n') : null,
    textFromHtml: htmls.length > 0 && !chunks.some((chunk) => chunk.text?.trim()),
    files: reading.files,
    charsetGuessed: reading.guessed,
  }
}

/** The decoded bytes of a part. */
export function partBytes(part: Part, bytes: Buffer): Buffer {
  return decodeTransfer(
    bytes.subarray(part.start, part.end),
    header(part.headers, 'content-transfer-encoding'),
  )
}

/** The charset a part declares, if any. */
export function declaredCharset(part: Part): string | undefined {
  return part.contentType.params.get('charset')?.binary
}

/** Whether the sender gave this part a file name. */
export function hasFileName(part: Part): boolean {
  return (
    part.disposition.params.has('filename') ||
    part.contentType.params.has('name') ||
    part.contentType.params.has('file')
  )
}

interface Reading {
  bytes: Buffer
  context: CharsetContext
  files: Part[]
  guessed: string | null
}

/** One piece of readable text, in one or both forms. */
interface Chunk {
  text?: string
  html?: string
}

function read(part: Part, reading: Reading, isRoot: boolean): Chunk[] {
  if (part.type.startsWith('multipart/') && part.children.length > 0) {
    if (part.type === 'multipart/alternative') return readAlternative(part, reading)
    return part.children.flatMap((child) => read(child, reading, false))
  }
  if (isReadable(part, isRoot)) return [readText(part, reading)]
  reading.files.push(part)
  return []
}

/** The plain text and the last HTML form; other forms of the same text (AMP, enriched) say nothing new. */
function readAlternative(part: Part, reading: Reading): Chunk[] {
  const texts: string[] = []
  let html: string | undefined
  for (const child of part.children) {
    if (sameTextAgain.has(child.type)) continue
    const chunks = read(child, reading, false)
    const htmls = chunks.filter((chunk) => chunk.html !== undefined)
    if (htmls.length > 0) html = chunks.map((chunk) => chunk.html ?? textToHtml(chunk.text ?? '')).join('\n')
    // two plain forms are no alternatives of each other, whatever their wrapping says: neither may be lost
    else if (chunks.length > 0) texts.push(...chunks.map((chunk) => chunk.text ?? ''))
  }
  const text = texts.length > 0 ? [...new Set(texts)].join('\n') : undefined
  if (text === undefined && html === undefined) return []
  return [{ ...(text === undefined ? {} : { text }), ...(html === undefined ? {} : { html }) }]
}

const sameTextAgain = new Set([
  'text/x-amp-html',
  'text/watch-html',
  'text/enriched',
  'text/richtext',
  'text/rtf',
])

function isReadable(part: Part, isRoot: boolean): boolean {
  if (part.type.startsWith('multipart/')) return true
  if (part.type !== 'text/plain' && part.type !== 'text/html') return false
  if (part.disposition.value.startsWith('attachment')) return false
  return isRoot || !hasFileName(part)
}

function readText(part: Part, reading: Reading): Chunk {
  const content = partBytes(part, reading.bytes)
  const isHtml = part.type === 'text/html'
  const declared = declaredCharset(part)
  const meta = isHtml ? metaCharset(content) : undefined
  const usable = declared && !/^us-ascii$/i.test(declared) ? declared : (meta ?? declared)
  const decoded = decodeBytes(content, usable, { ...reading.context, ...(meta ? { hint: meta } : {}) })
  const guessed =
    decoded.guessed ?? (usable !== declared && /[^\0-\x7f]/.test(decoded.text) ? (meta ?? null) : null)
  reading.guessed ??= guessed
  const text = decoded.text.replace(/\r\n?/g, '\n').replace(/[\0\uFEFF]/g, '')
  if (isHtml) return { html: text }
  return {
    text: isFlowed(part)
      ? unflow(text, part.contentType.params.get('delsp')?.binary.toLowerCase() === 'yes')
      : text,
  }
}

function isFlowed(part: Part): boolean {
  return part.contentType.params.get('format')?.binary.toLowerCase() === 'flowed'
}

/** Joins the soft lines of format=flowed (RFC 3676 section 4): those that end in a space, of one quote depth. */
function unflow(text: string, dropSpace: boolean): string {
  const lines: string[] = []
  let soft = false
  let depth = 0
  for (const raw of text.split('\n')) {
    const quotes = /^>*/.exec(raw)?.[0].length ?? 0
    const content = raw.slice(quotes).replace(/^ /, '')
    const joins: boolean = soft && quotes === depth && content !== '-- '
    const last = lines.length - 1
    if (joins) lines[last] = (dropSpace ? (lines[last] ?? '').slice(0, -1) : (lines[last] ?? '')) + content
    else lines.push(quotes > 0 ? `${'>'.repeat(quotes)} ${content}` : content)
    soft = content.endsWith(' ') && content !== '-- '
    depth = quotes
  }
  return lines.join('\n')
}
