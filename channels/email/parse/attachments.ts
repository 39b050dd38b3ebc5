import { lowerAscii } from '../../../server/lib/fold.js'
import { declaredCharset, partBytes } from './body.js'
import { readHeaders } from './headers.js'
import { mailLimits } from './limits.js'
import type { ParamValue } from './params.js'
import type { Part } from './scan.js'
import type { HeaderDecoder } from './words.js'

/** A file of a mail; `content` is a view on decoded bytes of its own. */
export interface MailFile {
  name: string
  type: string
  size: number
  /** Shown within the HTML by its content id; a picture that is not referred to stays in the list of files. */
  inline: boolean
  /** Without angle brackets. */
  contentId: string | null
  content: Uint8Array
}

/**
 * Reads a file part: safe name, type, decoded bytes.
 * @param html the mail's HTML in ASCII lower case, to see which files it shows by content id
 */
export function readFile(
  part: Part,
  bytes: Buffer,
  index: number,
  html: string | null,
  decoder: HeaderDecoder,
): MailFile {
  const content = partBytes(part, bytes)
  const contentId = (part.headers.get('content-id')?.[0] ?? '').replace(/[<>\s]/g, '') || null
  const name = cleanFileName(givenName(part, decoder)) || madeName(part, content, index, decoder)
  const inline = contentId !== null && html !== null && refersTo(html, contentId)
  return { name, type: part.type, size: content.length, inline, contentId, content }
}

/**
 * A name that is safe to show and to save: no folders, no control, direction or zero-width characters, NFC,
 * at most 200 characters with the extension kept. '' when nothing is left.
 */
export function cleanFileName(raw: string): string {
  const bare = raw.replace(/[\p{Cc}\p{Cf}\u2028\u2029\uFFFE\uFFFF]/gu, '').replace(/^.*[/\\]/su, '')
  const name = bare.normalize('NFC').trim().replace(/^\.+$/, '')
  if (name.length <= 200) return name
  const extension = /\.[^.]{1,12}$/.exec(name)?.[0] ?? ''
  return name.slice(0, 200 - extension.length) + extension
}

/** The name the sender gave: disposition first (RFC 2183), then the type's name, extended forms (RFC 2231) before plain. */
function givenName(part: Part, decoder: HeaderDecoder): string {
  const { params: disposition } = part.disposition
  const { params: type } = part.contentType
  const given = [disposition.get('filename'), type.get('name'), disposition.get('name'), type.get('file')]
  const extended = given.find((value) => value?.charset !== undefined)
  return decodeParam(extended ?? given.find((value) => value !== undefined && value.binary !== ''), decoder)
}

function decodeParam(value: ParamValue | undefined, decoder: HeaderDecoder): string {
  if (!value) return ''
  return value.charset === undefined ? decoder.text(value.binary) : decoder.named(value.binary, value.charset)
}

function madeName(part: Part, content: Buffer, index: number, decoder: HeaderDecoder): string {
  const subject = part.type === 'message/rfc822' ? embeddedSubject(content, decoder) : ''
  return `${subject || (knownNames[part.type] ?? `attachment-${index + 1}`)}${extensionOf(part)}`
}

function embeddedSubject(content: Buffer, decoder: HeaderDecoder): string {
  const { headers } = readHeaders(content, 0, { ...mailLimits, headers: Infinity, headerBytes: Infinity })
  return cleanFileName(decoder.text(headers.get('subject')?.[0] ?? '').replace(/[/\\]/g, '-')).slice(0, 100)
}

const knownNames: Record<string, string> = {
  'message/rfc822': 'message', 'message/delivery-status': 'delivery-status', 'text/rfc822-headers': 'headers',
  'text/calendar': 'invite', 'application/pgp-signature': 'signature', 'application/ms-tnef': 'winmail',
} // prettier-ignore

const extensions: Record<string, string> = {
  'image/jpeg': '.jpg', 'image/png': '.png', 'image/gif': '.gif', 'image/webp': '.webp', 'image/heic': '.heic', 'image/svg+xml': '.svg',
  'video/mp4': '.mp4', 'video/quicktime': '.mov', 'audio/mpeg': '.mp3', 'audio/ogg': '.ogg', 'application/pdf': '.pdf', 'application/zip': '.zip',
  'text/plain': '.txt', 'text/html': '.html', 'text/csv': '.csv', 'text/calendar': '.ics', 'message/rfc822': '.eml',
  'message/delivery-status': '.txt', 'text/rfc822-headers': '.txt', 'application/pgp-signature': '.asc', 'application/ms-tnef': '.dat',
  'application/pkcs7-signature': '.p7s', 'application/x-pkcs7-signature': '.p7s', 'application/pkcs7-mime': '.p7m', 'application/x-pkcs7-mime': '.p7m',
} // prettier-ignore

function extensionOf(part: Part): string {
  return extensions[part.type] ?? (declaredCharset(part) ? '.txt' : '.bin')
}

function refersTo(html: string, contentId: string): boolean {
  return [contentId, encodeURIComponent(contentId)].some((id) => html.includes(`cid:${lowerAscii(id)}`))
}
