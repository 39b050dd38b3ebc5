import { lowerAscii } from '../../server/lib/fold.js'
import type { ChannelAccount, IdentityRef, InboundAttachment, InboundMessage, StoredRaw } from '../channel.js'
import type { ParsedMail, ParseOptions } from './parse/mail.js'
import type { ParserPool } from './parser-pool.js'

/**
 * One stored mail to one message. Pure apart from the worker thread that reads it.
 * @throws ChannelRejected for a mail that cannot be read, ChannelUnavailable when the parser cannot start
 */
export async function normaliseMail(
  pool: ParserPool,
  raw: StoredRaw,
  account: ChannelAccount,
): Promise<InboundMessage> {
  return toMessage(await pool.parse(raw.bytes, parseOptions(raw, account)), raw, account)
}

function parseOptions(raw: StoredRaw, account: ChannelAccount): ParseOptions {
  const { mailFrom, rcptTo } = raw.transport
  return {
    fallbackCharset: text(account.settings['fallbackCharset']) ?? 'windows-1254',
    locale: text(account.settings['locale']) ?? 'tr',
    ownAddresses: account.addresses,
    ...(mailFrom === undefined ? {} : { mailFrom }),
    ...(rcptTo ? { rcptTo: rcptTo.split(',') } : {}),
  }
}

function toMessage(mail: ParsedMail, raw: StoredRaw, account: ChannelAccount): InboundMessage {
  const { facts } = mail
  const writer = writerOf(mail, account)
  return {
    kind: 'message',
    channel: 'email',
    // a forger who repeats a Message-ID must not suppress another mail, so the content counts too
    externalId: facts.messageId ? `${facts.messageId}#${mail.fingerprint}` : mail.fingerprint,
    sender: writer
      ? [{ type: 'email', scope: '', value: writer, proof: proofOf(mail, writer, account) }]
      : [],
    senderName: facts.from?.name ?? (facts.from ? '' : mail.fromText),
    audience: 'private',
    direction: facts.ours ? 'echo' : 'in',
    subject: mail.subject,
    text: mail.reply,
    fullText: mail.text,
    ...(mail.html === null ? {} : { html: mail.html }),
    attachments: mail.files.map(toAttachment),
    ...(facts.inReplyTo ? { inReplyTo: facts.inReplyTo } : {}),
    references: facts.references,
    sentAt: mail.date,
    receivedAt: raw.receivedAt,
    email: facts,
  }
}

function toAttachment(file: ParsedMail['files'][number]): InboundAttachment {
  const { buffer, byteOffset, byteLength } = file.content
  return {
    name: file.name,
    type: file.type,
    size: file.size,
    inline: file.inline,
    ...(file.contentId ? { contentId: file.contentId } : {}),
    content: Buffer.from(buffer, byteOffset, byteLength),
  }
}

/**
 * Whose words these are: From. Reply-To only where the mailbox is set to (shop systems that send on behalf of
 * customers), or where a group address rewrote From and names the writer in both of its own fields.
 */
function writerOf({ facts, originalFrom }: ParsedMail, account: ChannelAccount): string | null {
  if (account.settings['replyToIsSender'] === true && facts.replyTo) return facts.replyTo
  if (originalFrom && originalFrom === facts.replyTo) return originalFrom
  return facts.from?.address ?? null
}

/**
 * A From field proves nothing by itself. It does when our own receiving server (`settings.authservId`) found DMARC to
 * pass; fields of other names are the sender's to forge (RFC 8601 section 5).
 */
function proofOf(mail: ParsedMail, writer: string, account: ChannelAccount): IdentityRef['proof'] {
  const trusted = lowerAscii(text(account.settings['authservId']) ?? '')
  if (!trusted || writer !== mail.facts.from?.address) return 'none'
  const ours = mail.authenticationResults
    .map(lowerAscii)
    .find((value) => /^[^\s;]+/.exec(value)?.[0] === trusted)
  return ours && /\bdmarc\s{0,5}=\s{0,5}pass\b/.test(ours) ? 'transport' : 'none'
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
