import { createHash } from 'node:crypto'
import { ChannelRejected } from '../../../server/lib/errors.js'
import { lowerAscii } from '../../../server/lib/fold.js'
import type { EmailFacts } from '../../channel.js'
import { isOwnMessageId, withoutTag } from '../compose.js'
import { stripReply } from '../strip-reply.js'
import { type MailAddress, parseAddresses, parseMessageIds } from './addresses.js'
import { type MailFile, readFile } from './attachments.js'
import { isList, readAuto } from './auto.js'
import { type Body, declaredCharset, readBody } from './body.js'
import { readBounce } from './bounce.js'
import type { CharsetContext } from './charset.js'
import { parseDate } from './dates.js'
import { header, headerAll } from './headers.js'
import { type MailLimits, mailLimits } from './limits.js'
import { readProtection } from './protection.js'
import { type Part, scanMail } from './scan.js'
import { type HeaderDecoder, makeHeaderDecoder } from './words.js'

/** The name of the field that marks every mail of ours with the account it went out from. */
export const loopHeader = 'X-Redress-Loop'

export interface ParseOptions {
  /** Charset of mail that names none; default windows-1254. */
  fallbackCharset?: string
  /** Language of the mailbox; default tr. */
  locale?: string
  /** Our addresses of this mailbox in lower case, to know our own mail again. */
  ownAddresses?: string[]
  /** The envelope sender where known; '' for the empty reverse path. */
  mailFrom?: string
  /** Envelope recipients where known. */
  rcptTo?: string[]
  limits?: Partial<MailLimits>
}

/** A mail in our words: facts, text and files; structured-cloneable. */
export interface ParsedMail {
  facts: EmailFacts
  /** From as written when it holds no address, for showing. */
  fromText: string
  subject: string
  date: Date | null
  text: string
  html: string | null
  /** What the writer newly wrote. */
  reply: string
  files: MailFile[]
  /** SHA-256 of From, Date, Subject and all content: tells a mail from another that repeats its Message-ID. */
  fingerprint: string
  /** Verdict of the receiving server's own DMARC check, if `Authentication-Results` fields stand in the mail. */
  authenticationResults: string[]
  /** Google Groups and similar rewrite From and keep the writer here. */
  originalFrom: string | null
}

/**
 * Reads a raw mail. Pure; takes time linear in the size and is bounded by the limits.
 * @throws ChannelRejected mail_too_large, mail_too_many_parts, mail_too_deep, mail_too_many_headers, mail_unparsable
 */
export function parseMail(bytes: Buffer, options: ParseOptions = {}): ParsedMail {
  if (!/\S/.test(bytes.toString('latin1', 0, 4_096)))
    throw new ChannelRejected('mail_unparsable', { reason: 'empty', found: bytes.length })
  const root = scanMail(bytes, { ...mailLimits, ...options.limits })
  if (root.headers.size === 0)
    throw new ChannelRejected('mail_unparsable', { reason: 'no_header', found: bytes.length })
  const context = { fallback: options.fallbackCharset ?? 'windows-1254', locale: options.locale ?? 'tr' }
  const body = readBody(root, bytes, context)
  const decoder = makeHeaderDecoder({ ...context, ...hintOf(root) })
  const html = body.html === null ? null : lowerAscii(body.html)
  const files = body.files.map((part, index) => readFile(part, bytes, index, html, decoder))
  const subject = decoder.text(header(root.headers, 'subject'))
  return {
    facts: readFacts({ root, bytes, options, body, decoder, subject }),
    fromText: decoder.text(header(root.headers, 'from')).slice(0, 200),
    subject,
    date: parseDate(header(root.headers, 'date')),
    text: body.text,
    html: body.html,
    reply: stripReply({ text: body.text, html: body.html }).reply,
    files,
    fingerprint: fingerprint(root, body, files),
    authenticationResults: headerAll(root.headers, 'authentication-results').map((value) => value.trim()),
    originalFrom: parseAddresses(header(root.headers, 'x-original-from'), decoder.text)[0]?.address ?? null,
  }
}

interface FactSources {
  root: Part
  bytes: Buffer
  options: ParseOptions
  body: Body
  decoder: HeaderDecoder
  subject: string
}

function readFacts({ root, bytes, options, body, decoder, subject }: FactSources): EmailFacts {
  const { headers } = root
  const list = (...names: string[]): MailAddress[] =>
    names.flatMap((name) => headerAll(headers, name)).flatMap((field) => parseAddresses(field, decoder.text))
  const from = list('from')[0] ?? null
  const [to, cc] = [unique(list('to')), unique(list('cc'))]
  const answered = parseMessageIds(header(headers, 'in-reply-to'))
  const messageId = parseMessageIds(header(headers, 'message-id'))[0] ?? null
  const delivered = unique(list('delivered-to', 'x-original-to', 'x-forwarded-to', 'envelope-to'))
  return {
    messageId,
    inReplyTo: answered[0] ?? null,
    // further ids of In-Reply-To count like the newest references
    references: [
      ...new Set([...headerAll(headers, 'references').flatMap(parseMessageIds), ...answered.slice(1)]),
    ],
    from,
    sender: list('sender')[0]?.address ?? null,
    replyTo: list('reply-to')[0]?.address ?? null,
    to,
    cc,
    recipients: [...new Set([...(options.rcptTo ?? []).map(lowerAscii), ...delivered, ...to, ...cc])],
    auto: readAuto({
      root,
      fromAddress: from?.address ?? daemonName(header(headers, 'from')),
      subject,
      mailFrom: options.mailFrom,
    }),
    bounce: readBounce({ root, bytes, fromField: header(headers, 'from'), text: body.text }),
    list: isList(headers),
    ...readProtection(root, body.text),
    charsetGuessed: body.charsetGuessed ?? decoder.guessed(),
    ours: isOurs(headerAll(headers, loopHeader.toLowerCase()), messageId, options.ownAddresses ?? []),
  }
}

function unique(addresses: MailAddress[]): string[] {
  return [...new Set(addresses.map((one) => one.address))]
}

/** "MAILER-DAEMON" without a domain is no address, yet says who writes. */
function daemonName(field: string): string {
  return /mailer-daemon|postmaster/i.exec(field)?.[0].toLowerCase() ?? ''
}

/** Another shop's Redress sets the same field: only our own address in it, or our own form of id, makes a mail ours. */
function isOurs(loops: string[], messageId: string | null, own: string[]): boolean {
  const bases = new Set(own.map(withoutTag))
  if (loops.some((value) => bases.has(withoutTag(lowerAscii(value.trim()))))) return true
  return messageId !== null && own.some((address) => isOwnMessageId(messageId, address.split('@')[1]))
}

function hintOf(root: Part): Pick<CharsetContext, 'hint'> {
  const found = [root, ...root.children, ...root.children.flatMap((child) => child.children)]
    .map(declaredCharset)
    .find((charset) => charset !== undefined && !/^(?:us-ascii|utf-?8)$/i.test(charset))
  return found === undefined ? {} : { hint: found }
}

/** Content, not bytes: the same mail from a file with other line ends or transfer encodings is the same mail. */
function fingerprint(root: Part, body: Body, files: MailFile[]): string {
  const hash = createHash('sha256')
  for (const name of ['from', 'date', 'subject'])
    hash.update(`${header(root.headers, name).replace(/\s+/g, ' ')}\n`, 'latin1')
  hash
    .update(body.text)
    .update('\n')
    .update((body.html ?? '').trimEnd())
  for (const file of files) hash.update(`${file.name}\n${file.size}\n`).update(file.content)
  return hash.digest('hex')
}
