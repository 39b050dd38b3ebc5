import { lowerAscii } from '../../../server/lib/fold.js'
import type { BounceReport } from '../../channel.js'
import { parseAddresses, parseMessageIds } from './addresses.js'
import { declaredCharset, partBytes } from './body.js'
import { header, headerAll, type Headers, readHeaders } from './headers.js'
import { mailLimits } from './limits.js'
import type { Part } from './scan.js'

/** What a bounce is read from; `fromField` is the From field as written, since daemons often write no address. */
export interface BounceClues {
  root: Part
  bytes: Buffer
  fromField: string
  text: string
}

/**
 * Reads a delivery report (RFC 3464), also one that is not labelled multipart/report and one in plain words by a
 * mailer daemon. What counts is Action and Status: a report of a delivery that worked is no bounce.
 */
export function readBounce(clues: BounceClues): BounceReport {
  const parts = allParts(clues.root)
  const reports = parts.filter(
    (part) => part.type === 'message/delivery-status' || part.type === 'message/global-delivery-status',
  )
  const told = reports.flatMap((part) => recipientsOf(partBytes(part, clues.bytes)))
  const spoken = told.some((one) => one.action || one.status) ? null : inWords(clues)
  const rows = spoken ? [spoken] : told
  const worst =
    rows.find((one) => actionOf(one) === 'failed') ??
    rows.find((one) => actionOf(one) === 'delayed') ??
    rows[0]
  const action = worst ? actionOf(worst) : null
  const concerned = rows.filter((one) => actionOf(one) === action).flatMap((one) => one.addresses)
  return {
    is: action === 'failed' || action === 'delayed',
    action,
    status: worst?.status ?? null,
    recipients: [...new Set(concerned)],
    originalMessageId: worst ? originalMessageId(parts, clues) : null,
  }
}

interface Row {
  addresses: string[]
  action: string | null
  status: string | null
}

function allParts(part: Part): Part[] {
  return [part, ...part.children.flatMap(allParts)]
}

/** The groups of fields of a delivery-status part; the first group speaks of the whole message. */
function recipientsOf(content: Buffer): Row[] {
  const rows: Row[] = []
  let at = 0
  while (at < content.length && rows.length < 500) {
    const { headers, bodyStart } = readHeaders(content, at, lenient)
    const row = rowOf(headers)
    if (row) rows.push(row)
    at = Math.max(bodyStart, at + 1)
  }
  return rows
}

const lenient = { ...mailLimits, headers: 10_000, headerBytes: Infinity }

function rowOf(headers: Headers): Row | null {
  const named = ['final-recipient', 'original-recipient'].flatMap((name) => headerAll(headers, name))
  const action = /^[a-z]+/.exec(lowerAscii(header(headers, 'action')))?.[0] ?? null
  const status = statusIn(header(headers, 'status'))
  if (named.length === 0 && !action && !status) return null
  return { addresses: named.flatMap((field) => addressesIn(field.replace(/^[^;]*;/, ''))), action, status }
}

/** Action as told, else from the status class (RFC 3463: 5 is final, 4 is not). */
function actionOf({ action, status }: Row): string | null {
  if (action) return action
  if (status?.startsWith('5.')) return 'failed'
  return status?.startsWith('4.') ? 'delayed' : null
}

function statusIn(text: string): string | null {
  return /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1] ?? null
}

/** A bounce in words: only a mailer daemon's, and never an answering machine's. */
function inWords({ root, fromField, text }: BounceClues): Row | null {
  const failed = headerAll(root.headers, 'x-failed-recipients').flatMap(addressesIn)
  const daemon = /mailer[-_ ]?daemon|mail delivery (?:sub)?system|postmaster@/i.test(fromField)
  if (failed.length === 0 && !daemon) return null
  if (
    lowerAscii(header(root.headers, 'auto-submitted')).startsWith('auto-replied') &&
    failed.length === 0 &&
    !saysUndelivered(text)
  )
    return null
  if (failed.length === 0 && !saysUndelivered(`${header(root.headers, 'subject')}\n${text}`)) return null
  const head = beforeCopy(text.slice(0, 20_000))
  const status = statusIn(head) ?? codeStatus(head)
  const delayed = status?.startsWith('4.') ?? /\bdelayed\b|will (?:be )?retr/i.test(head)
  return {
    addresses: failed.length > 0 ? failed : addressesIn(head).slice(0, 5),
    action: delayed ? 'delayed' : 'failed',
    status,
  }
}

/** What the daemon says itself, without the returned mail. */
function beforeCopy(text: string): string {
  const copy =
    /^[>\s]{0,20}(?:(?:message-id|received|return-path):\s|-{3,}.{0,80}(?:copy|original|returned))/im.exec(
      text,
    )
  return copy ? text.slice(0, copy.index) : text
}

function saysUndelivered(text: string): boolean {
  return /undeliver|not be delivered|could(?:n't| not) (?:be )?deliver|delivery (?:has )?(?:failed|failure|status)|failure notice|returned (?:mail|to sender)|permanent(?:ly)? (?:fatal )?(?:error|failed)|user unknown|no such user|teslim edilemedi|iletilemedi|ulaştırılamadı|bulunamadı|\b55\d[ -]|\bdelayed\b/i.test(
    text.slice(0, 20_000),
  )
}

/** "550 …" where no enhanced status stands: the class is all that is known (RFC 3463). */
function codeStatus(text: string): string | null {
  const code = /(?:^|[\s:#(])([45])[0-5]\d[ -][A-Za-z<"(]/m.exec(text)?.[1]
  return code ? `${code}.0.0` : null
}

function addressesIn(field: string): string[] {
  const plain = field.slice(0, 20_000)
  const bracketed = plain.match(/<[^<>\s@]{1,200}@[^<>\s@]{1,200}>/g)
  const words =
    bracketed ?? plain.split(/[\s,;:"'()[\]]+/).filter((word) => word.includes('@') && word.includes('.'))
  return [...new Set(words.flatMap((word) => parseAddresses(word, String).map((found) => found.address)))]
}

/** From the returned mail's header; when it has several (a relay added one), the last, which is the sender's own. */
function originalMessageId(parts: Part[], { bytes, text, root }: BounceClues): string | null {
  for (const part of parts) {
    if (!/^message\/(?:rfc822|global)$|^text\/rfc822-headers$|^message\/global-headers$/.test(part.type))
      continue
    const { headers } = readHeaders(partBytes(part, bytes), 0, lenient)
    const id = headerAll(headers, 'message-id').flatMap(parseMessageIds).at(-1)
    if (id) return id
  }
  const quoted =
    /^[>\s]{0,20}message-id:\s{0,10}(<[^<>\s]{3,900}>)/im.exec(text)?.[1] ?? inPlainParts(parts, bytes)
  return (
    quoted ??
    parseMessageIds(
      header(root.headers, 'x-original-message-id') || header(root.headers, 'in-reply-to'),
    )[0] ??
    null
  )
}

function inPlainParts(parts: Part[], bytes: Buffer): string | null {
  for (const part of parts) {
    if (part.children.length > 0 || !(part.type.startsWith('text/') || declaredCharset(part))) continue
    const found = /^message-id:\s{0,10}(<[^<>\s]{3,900}>)/im.exec(
      partBytes(part, bytes).toString('latin1', 0, 200_000),
    )?.[1]
    if (found) return found
  }
  return null
}
