import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { seconds } from '../../server/lib/clock.js'
import { Conflict, describeError } from '../../server/lib/errors.js'
import { lowerAscii } from '../../server/lib/fold.js'
import type { Logger } from '../../server/lib/logger.js'
import type { RawSink } from '../channel.js'
import { mailLimits } from './parse/limits.js'

export interface SmtpListenerOptions {
  host: string
  /** 0 takes a free port. */
  port: number
  /** Stores one mail for one account; the client hears 250 only after it resolved. */
  sink: RawSink
  /** The key of the account a recipient belongs to, or null: then the recipient is refused. */
  accountFor(recipient: string): Promise<string | null>
  log: Logger
  /** Bytes of one mail; default 25 MB. */
  maxBytes?: number
}

export interface SmtpListener {
  port: number
  /** Takes no more connections, lets running mails end for five seconds. */
  close(): Promise<void>
}

/**
 * Takes mail in over SMTP (RFC 5321) for our accounts only; meant to stand behind a mail server, so without TLS and
 * sign-in. A mail for several accounts goes to the sink once for each; when one of them fails, the client is told to
 * come again (451) and the store knows the others already.
 * @throws Conflict `smtp_port_taken` when the port is in use
 */
export async function startSmtpListener(options: SmtpListenerOptions): Promise<SmtpListener> {
  const accounts: Accounts = new WeakMap()
  const server = new SMTPServer({
    banner: 'Redress',
    disabledCommands: ['STARTTLS', 'AUTH'],
    authOptional: true,
    disableReverseLookup: true,
    size: options.maxBytes ?? mailLimits.bytes,
    rejectOversized: true,
    maxClients: 200,
    maxRecipients: 100,
    socketTimeout: seconds(60),
    closeTimeout: seconds(5),
    logger: false,
    onRcptTo: ({ address }, session, answer) => {
      void route(address, session, options, accounts).then(answer)
    },
    onData: (stream, session, answer) => {
      void receive(stream, session, options, accounts).then(answer)
    },
  })
  server.on('error', (error) => {
    options.log.warn('smtp connection failed', { error: describeError(error) })
  })
  await listen(server, options)
  const { port } = server.server.address() as AddressInfo
  return { port, close: () => new Promise((resolve) => server.close(() => { resolve() })) } // prettier-ignore
}

/** Recipient address to account key, for each connection. */
type Accounts = WeakMap<SMTPServerSession, Map<string, string>>

function listen(server: SMTPServer, { host, port }: SmtpListenerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Conflict('smtp_port_taken', { host, port }, { cause: error })
          : error,
      )
    }
    server.server.once('error', fail)
    server.listen(port, host, () => {
      server.server.off('error', fail)
      resolve()
    })
  })
}

async function route(
  recipient: string,
  session: SMTPServerSession,
  options: SmtpListenerOptions,
  accounts: Accounts,
): Promise<Error | null> {
  const address = lowerAscii(recipient)
  try {
    const key = await options.accountFor(address)
    if (key === null) return reply(550, 'No such mailbox here')
    const known = accounts.get(session) ?? new Map<string, string>()
    accounts.set(session, known.set(address, key))
    return null
  } catch (error) {
    options.log.error('smtp recipient not looked up', { error: describeError(error) })
    return reply(451, 'Please try again later')
  }
}

async function receive(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  options: SmtpListenerOptions,
  accounts: Accounts,
): Promise<Error | null> {
  try {
    const bytes = await collect(stream, options.maxBytes ?? mailLimits.bytes)
    if (!bytes) return reply(552, 'Message is too large')
    const recipients = session.envelope.rcptTo.map(({ address }) => lowerAscii(address))
    for (const [account, rcptTo] of byAccount(recipients, accounts.get(session))) {
      await options.sink({ bytes, account, transport: transportOf(session, rcptTo) })
    }
    return null
  } catch (error) {
    options.log.error('smtp mail not stored', { error: describeError(error) })
    return reply(451, 'Please try again later')
  }
}

/** The whole mail, or null over the limit: what is too much is read and dropped, not kept. */
async function collect(stream: SMTPServerDataStream, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= maxBytes) chunks.push(chunk)
    else chunks.length = 0
    if (size > 4 * maxBytes) stream.destroy(new Error('far over the size limit'))
  }
  return size > maxBytes ? null : Buffer.concat(chunks, size)
}

function byAccount(recipients: string[], known: Map<string, string> | undefined): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const address of recipients) {
    const key = known?.get(address)
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), address])
  }
  return groups
}

function transportOf(session: SMTPServerSession, rcptTo: string[]): Record<string, string> {
  const { mailFrom } = session.envelope
  return {
    via: 'smtp',
    mailFrom: mailFrom ? lowerAscii(mailFrom.address) : '',
    rcptTo: rcptTo.join(','),
    remoteAddress: session.remoteAddress,
    helo: session.hostNameAppearsAs.slice(0, 255),
  }
}

function reply(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode })
}
