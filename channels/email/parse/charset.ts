import { isAscii } from 'node:buffer'
import iconv from 'iconv-lite'
import { lowerAscii } from '../../../server/lib/fold.js'

/** What a mailbox expects of mail that does not say, or does not know, its charset. */
export interface CharsetContext {
  /** Tried last; windows-1254 reads whatever Turkish software writes. */
  fallback: string
  /** With 'tr', latin-1 is read as windows-1254: mail labelled so holds Turkish letters far more often than þ and ð. */
  locale: string
  /** Charset declared by the mail's text, a hint for raw 8-bit header fields. */
  hint?: string
}

export interface Decoded {
  text: string
  /** The charset used where it is not the declared one, else null. */
  guessed: string | null
}

/**
 * Bytes to text: the declared charset; if the bytes are invalid in it, strict UTF-8; then the mailbox's fallback.
 * Never fails.
 * @param declared charset label as written in the mail, if any
 */
export function decodeBytes(bytes: Buffer, declared: string | undefined, context: CharsetContext): Decoded {
  const label = canonical(declared)
  if (isAscii(bytes) && (!label || isAsciiSuperset(label))) return decodeAscii(bytes, label)
  if (!label || label === 'us-ascii') return guess(bytes, context)
  if (label === 'utf-8') return decodeUtf8(bytes, context)
  if (latin1Labels.has(label)) return decodeLatin(bytes, label, context)
  const text = decodeAs(bytes, label)
  if (text === null || text.includes('\uFFFD')) return repaired(bytes, text, context)
  return { text, guessed: null }
}

/** Strict UTF-8, or null when the bytes are something else. */
export function strictUtf8(bytes: Uint8Array): string | null {
  try {
    return fatalUtf8.decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

/** The charset that an HTML document names in a meta element, if any (first 2 kB, like browsers do). */
export function metaCharset(bytes: Buffer): string | undefined {
  const head = bytes.toString('latin1', 0, 2_048)
  const meta = /<meta\b[^>]{0,200}?charset\s{0,5}=\s{0,5}["']?\s{0,5}([\w:.-]{2,40})/i.exec(head)
  return meta?.[1]
}

const fatalUtf8 = new TextDecoder('utf-8', { fatal: true })
const latin1Labels = new Set(['iso-8859-1', 'windows-1252', 'iso-8859-9', 'windows-1254'])

/** Labels that mail uses and libraries do not know by that name. */
const aliases: Record<string, string> = {
  ascii: 'us-ascii', 'ansi_x3.4-1968': 'us-ascii', '7bit': 'us-ascii', '8bit': '', 'x-unknown': '', 'unknown-8bit': '',
  utf8: 'utf-8', 'utf-8n': 'utf-8', 'unicode-1-1-utf-8': 'utf-8', 'unicode-1-1-utf-7': 'utf-7', 'x-utf-8': 'utf-8',
  latin1: 'iso-8859-1', 'iso8859-1': 'iso-8859-1', 'iso_8859-1': 'iso-8859-1', 'iso-8859-1-i': 'iso-8859-1', cp1252: 'windows-1252',
  latin5: 'iso-8859-9', 'iso8859-9': 'iso-8859-9', 'iso_8859-9': 'iso-8859-9', 'iso-8859-9e': 'iso-8859-9', cp1254: 'windows-1254', 'x-cp1254': 'windows-1254', 'windows1254': 'windows-1254',
  'x-mac-turkish': 'macturkish', 'x-mac-roman': 'macroman', 'x-mac-ce': 'maccenteuro', 'x-mac-cyrillic': 'maccyrillic', 'x-mac-greek': 'macgreek',
  gb2312: 'gb18030', gbk: 'gb18030', 'x-gbk': 'gb18030', 'x-sjis': 'shift_jis', 'x-euc-jp': 'euc-jp', ibm857: 'cp857', 'x-cp857': 'cp857',
} // prettier-ignore

function canonical(declared: string | undefined): string {
  const label = lowerAscii(declared ?? '').replace(/["'\s;]/g, '')
  return aliases[label] ?? label
}

function isAsciiSuperset(label: string): boolean {
  return !/^(?:utf-?(?:7|16|32)|ucs|iso-2022|hz|unicode)/.test(label)
}

function decodeAscii(bytes: Buffer, label: string): Decoded {
  // escape sequences of undeclared Japanese mail are plain ASCII bytes
  if (!label && bytes.includes('\x1b$'))
    return { text: decodeAs(bytes, 'iso-2022-jp') ?? '', guessed: 'iso-2022-jp' }
  return { text: bytes.toString('latin1'), guessed: null }
}

function decodeUtf8(bytes: Buffer, context: CharsetContext): Decoded {
  const text = strictUtf8(bytes)
  if (text !== null) return { text, guessed: null }
  return isMostlyUtf8(bytes) ? { text: bytes.toString('utf8'), guessed: null } : fallback(bytes, context)
}

function decodeLatin(bytes: Buffer, label: string, context: CharsetContext): Decoded {
  const utf8 = strictUtf8(bytes)
  if (utf8 !== null) return { text: utf8, guessed: 'utf-8' }
  const western = label === 'iso-8859-1' || label === 'windows-1252'
  if (!western) return { text: decodeTurkish(bytes), guessed: null }
  if (context.locale !== 'tr')
    return { text: decodeAs(bytes, 'windows-1252') ?? bytes.toString('latin1'), guessed: null }
  const differs = bytes.some((byte) => turkishBytes.has(byte))
  return { text: decodeTurkish(bytes), guessed: differs ? 'windows-1254' : null }
}

/** Bytes of Ğ İ Ş ğ ı ş, the six places where windows-1254 and latin-1 differ. */
const turkishBytes = new Set([0xd0, 0xdd, 0xde, 0xf0, 0xfd, 0xfe])

/** windows-1254, and Ž ž where windows-1252 has them and windows-1254 has nothing. */
function decodeTurkish(bytes: Buffer): string {
  const text = iconv.decode(bytes, 'windows-1254')
  if (!text.includes('\uFFFD')) return text
  return text.replace(/\uFFFD/g, (gap, index: number) => ({ 0x8e: 'Ž', 0x9e: 'ž' })[bytes[index] ?? 0] ?? gap)
}

function repaired(bytes: Buffer, damaged: string | null, context: CharsetContext): Decoded {
  const utf8 = strictUtf8(bytes)
  if (utf8 !== null && !isAscii(bytes)) return { text: utf8, guessed: 'utf-8' }
  // one bad character in an otherwise fitting charset says nothing against it
  return damaged !== null ? { text: damaged, guessed: null } : guess(bytes, context)
}

function guess(bytes: Buffer, context: CharsetContext): Decoded {
  if (isAscii(bytes)) return { text: bytes.toString('latin1'), guessed: null }
  const marked = byteOrderMark(bytes)
  if (marked) return { text: decodeAs(bytes, marked) ?? '', guessed: marked }
  const utf8 = strictUtf8(bytes)
  if (utf8 !== null) return { text: utf8, guessed: 'utf-8' }
  if (isMostlyUtf8(bytes)) return { text: bytes.toString('utf8'), guessed: 'utf-8' }
  const hint = canonical(context.hint)
  if (!hint || hint === 'utf-8' || hint === 'us-ascii') return fallback(bytes, context)
  const { text } = decodeBytes(bytes, hint, { fallback: context.fallback, locale: context.locale })
  return { text, guessed: hint }
}

function fallback(bytes: Buffer, context: CharsetContext): Decoded {
  const label = canonical(context.fallback) || 'windows-1254'
  const text = label === 'windows-1254' ? decodeTurkish(bytes) : decodeAs(bytes, label)
  return { text: text ?? decodeTurkish(bytes), guessed: text === null ? 'windows-1254' : label }
}

function byteOrderMark(bytes: Buffer): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return null
}

/** More whole multi-byte sequences than broken ones: UTF-8 that was cut or damaged, not another charset. */
function isMostlyUtf8(bytes: Buffer): boolean {
  const text = bytes.toString('utf8')
  let broken = 0
  let whole = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0xfffd) broken++
    else if (code > 0x7f) whole++
  }
  return whole > 4 * broken
}

function decodeAs(bytes: Buffer, label: string): string | null {
  if (iconv.encodingExists(label)) return iconv.decode(bytes, label)
  try {
    return new TextDecoder(label).decode(bytes)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
