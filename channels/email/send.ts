import { Readable } from 'node:stream'
import { createTransport } from 'nodemailer'
import MailComposer from 'nodemailer/lib/mail-composer'
import { now } from '../../server/lib/clock.js'
import type { DeliveryResult, OutboundMessage } from '../channel.js'
import { loopHeader } from './parse/mail.js'
import { classifySmtpError, type Progress } from './send-errors.js'

/** Bounds of waiting for a mail server, in milliseconds. */
export interface SendTimeouts {
  connect: number
  greeting: number
  /** Silence on an open connection. */
  socket: number
}

export interface Mailer {
  /** Hands one mail over; never throws on what the server does, see DeliveryResult for the classes. */
  send(message: OutboundMessage, smtpUrl: string, signal: AbortSignal): Promise<DeliveryResult>
  /** Closes idle connections at once, busy ones after their mail. */
  close(): void
}

const defaultTimeouts: SendTimeouts = { connect: 10_000, greeting: 10_000, socket: 60_000 }

/** Sends over pooled connections, one pool for each server URL. */
export function makeMailer(timeouts: SendTimeouts = defaultTimeouts): Mailer {
  const transports = new Map<string, Transport>()
  const transportFor = (url: string): Transport => {
    const transport = transports.get(url) ?? openTransport(url, timeouts)
    transports.set(url, transport)
    return transport
  }
  return {
    send: (message, url, signal) => send(message, () => transportFor(url), signal),
    close: () => {
      for (const transport of transports.values()) transport.close()
      transports.clear()
    },
  }
}

type Transport = ReturnType<typeof openTransport>

function openTransport(url: string, timeouts: SendTimeouts) {
  return createTransport({
    url,
    pool: true,
    maxConnections: 4,
    maxMessages: 200,
    // a mail given back to the queue by a closing connection could go out twice: only the outbox decides on retries
    maxRequeues: 0,
    idleTimeout: 30_000,
    connectionTimeout: timeouts.connect,
    greetingTimeout: timeouts.greeting,
    socketTimeout: timeouts.socket,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

async function send(
  message: OutboundMessage,
  open: () => Transport,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  const fault = faultOf(message)
  if (fault) return { ok: false, class: 'permanent', code: fault }
  if (signal.aborted) return { ok: false, class: 'retry', code: 'aborted' }
  const progress: Progress = { handedOver: false }
  const to = [...message.to, ...message.cc].map((one) => one.address)
  try {
    const raw = watched(await compose(message), progress)
    const info = await open().sendMail({ envelope: { from: message.from.address, to }, raw, signal })
    const rejected = info.rejected.map(addressOf)
    return {
      ok: true,
      externalIds: [message.reference],
      state: 'accepted',
      ...(rejected.length > 0 ? { rejected } : {}),
    }
  } catch (error) {
    return classifySmtpError(error, progress)
  }
}

/** The mail's bytes as a stream that notes when it has been read to its end. */
function watched(bytes: Buffer, progress: Progress): Readable {
  const stream = Readable.from([bytes], { objectMode: false })
  stream.once('end', () => (progress.handedOver = true))
  return stream
}

function addressOf(recipient: string | { address: string }): string {
  return typeof recipient === 'string' ? recipient : recipient.address
}

/** What would break the envelope or smuggle fields in; such a message is refused, never repaired in silence. */
function faultOf(message: OutboundMessage): string | null {
  const people = [
    ...message.to,
    ...message.cc,
    message.from,
    ...(message.replyTo ? [{ address: message.replyTo }] : []),
  ]
  if (message.to.length + message.cc.length === 0) return 'no_recipient'
  if (!people.every(({ address }) => /^[^\s<>(),;:"\\@]{1,128}@[^\s<>(),;:"\\@]{1,255}$/.test(address)))
    return 'bad_address'
  return isMessageId(message.reference) ? null : 'bad_reference'
}

async function compose(message: OutboundMessage): Promise<Buffer> {
  const references = trimmed(message.references.filter(isMessageId))
  const composer = new MailComposer({
    from: person(message.from),
    to: message.to.map(person),
    cc: message.cc.map(person),
    subject: oneLine(message.subject),
    date: now(),
    messageId: message.reference,
    text: message.text,
    ...(message.html === undefined ? {} : { html: message.html }),
    ...(message.replyTo ? { replyTo: message.replyTo } : {}),
    ...(message.inReplyTo && isMessageId(message.inReplyTo) ? { inReplyTo: message.inReplyTo } : {}),
    ...(references.length > 0 ? { references: references.join(' ') } : {}),
    headers: machineHeaders(message),
    attachments: message.attachments.map(attachment),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return composer.compile().build()
}

/** The account in the loop header lets us know our mail again; the others keep machines from answering (RFC 3834). */
function machineHeaders(message: OutboundMessage): Record<string, string> {
  const automatic = { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' }
  return { [loopHeader]: message.from.address, ...(message.automatic ? automatic : {}) }
}

/** The first and the last twenty: enough for every mail program to thread by, and no header without end. */
function trimmed(references: string[]): string[] {
  return references.length <= 21 ? references : [...references.slice(0, 1), ...references.slice(-20)]
}

function isMessageId(id: string): boolean {
  return /^<[^<>\s@]{1,400}@[^<>\s@]{1,255}>$/.test(id)
}

function person({ address, name }: { address: string; name?: string }): { address: string; name: string } {
  return { address, name: oneLine(name ?? '') }
}

function attachment(file: OutboundMessage['attachments'][number]) {
  return {
    filename: oneLine(file.name),
    content: file.content,
    contentType: /^[\w.+-]{1,80}\/[\w.+-]{1,80}$/.test(file.type) ? file.type : 'application/octet-stream',
    ...(file.contentId
      ? { cid: file.contentId.replace(/[<>\s]/g, ''), contentDisposition: 'inline' as const }
      : {}),
  }
}

function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim()
}
