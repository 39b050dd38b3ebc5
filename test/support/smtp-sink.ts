import type { AddressInfo } from 'node:net'
import { simpleParser, type ParsedMail } from 'mailparser'
import { SMTPServer } from 'smtp-server'

export interface SunkMail {
  from: string
  to: string[]
  raw: string
  parsed: ParsedMail
  /** A header field as it stands, unfolded; '' when it is missing. */
  header(name: string): string
}

/** What the server says to one mail; `drop` takes all of it and hangs up without a word, `lose` takes it first. */
export type Answer = { at: 'rcpt' | 'data'; code: number; text: string } | { at: 'drop' }

export interface SmtpSink {
  url: string
  /** What was taken with 250, in order. */
  mails: SunkMail[]
  /** Whole mails that came over the wire, taken or not. */
  attempts: SunkMail[]
  /** Answers for the next mails, in order; afterwards all are taken. */
  answers: Answer[]
  close(): Promise<void>
}

/** A real mail server on 127.0.0.1 that records what it is sent and answers as it is told. */
export async function startSmtpSink(): Promise<SmtpSink> {
  const sink = { mails: [] as SunkMail[], attempts: [] as SunkMail[], answers: [] as Answer[] }
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    onRcptTo(_address, _session, answer) {
      const next = sink.answers[0]
      if (next?.at !== 'rcpt') {
        answer()
        return
      }
      sink.answers.shift()
      answer(smtpError(next.code, next.text))
    },
    onData(stream, session, answer) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const raw = Buffer.concat(chunks).toString()
        void sunk(
          mailFrom ? mailFrom.address : '',
          rcptTo.map(({ address }) => address),
          raw,
        ).then((mail) => {
          sink.attempts.push(mail)
          const next = sink.answers.shift()
          if (next?.at === 'drop') hangUp(server)
          else if (next) answer(smtpError(next.code, next.text))
          else {
            sink.mails.push(mail)
            answer()
          }
        })
      })
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    ...sink,
    url: `smtp://127.0.0.1:${port}`,
    close: () => {
      // A pooled connection would otherwise be waited for.
      hangUp(server)
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

function smtpError(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode })
}

function hangUp(server: SMTPServer): void {
  const { connections } = server as unknown as { connections: Set<{ _socket: { destroy(): void } }> }
  for (const connection of connections) connection._socket.destroy()
}

async function sunk(from: string, to: string[], raw: string): Promise<SunkMail> {
  const head = (raw.split(/\r?\n\r?\n/, 1)[0] ?? '').replace(/\r?\n[ \t]+/g, ' ')
  const header = (name: string): string =>
    new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(head)?.[1]?.trim() ?? ''
  return { from, to, raw, parsed: await simpleParser(raw), header }
}
