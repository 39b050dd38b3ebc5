import { open } from 'node:fs/promises'
import type { ParsedMail } from '../../channels/email/parse/mail.js'
import type { ParserPool } from '../../channels/email/parser-pool.js'
import { AppError, describeError } from '../lib/errors.js'

/** Where a command reads and writes. */
export interface CommandIo {
  stdout(line: string): void
  stderr(text: string): void
  stdin: NodeJS.ReadableStream
}

/**
 * `redress explain-mail FILE…`: one JSON line for each raw mail saying what was understood; stores nothing and needs no
 * database. `-` reads standard input. A mail that cannot be read gives a line with `error`.
 * @returns the exit status: 0 when every file went well, 1 when one did not, 2 for wrong usage
 */
export async function explainMail(args: string[], io: CommandIo): Promise<number> {
  if (args.length === 0) {
    io.stderr('usage: redress explain-mail FILE… (or - for standard input)\n')
    return 2
  }
  const { makeParserPool } = await import('../../channels/email/parser-pool.js')
  const pool = makeParserPool({ size: 1 })
  try {
    let status = 0
    for (const file of args) {
      const line = await explain(file, pool, io)
      if (line.error !== null) status = 1
      io.stdout(JSON.stringify(line))
    }
    return status
  } finally {
    await pool.close()
  }
}

interface Line {
  file: string
  error: string | null
}

async function explain(file: string, pool: ParserPool, io: CommandIo): Promise<Line> {
  try {
    return explained(file, await pool.parse(await readMail(file, io.stdin)))
  } catch (error) {
    const details = error instanceof AppError ? ` ${JSON.stringify(error.details)}` : ''
    return { ...nothing, file, error: `${describeError(error)}${details}` }
  }
}

/** One byte over the parser's limit is enough for it to refuse; more of a huge file is never read. */
async function readMail(file: string, stdin: NodeJS.ReadableStream): Promise<Buffer> {
  const { mailLimits } = await import('../../channels/email/parse/limits.js')
  const handle = file === '-' ? null : await open(file)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of handle?.createReadStream() ?? stdin) {
    const piece = Buffer.from(chunk as Uint8Array)
    chunks.push(piece)
    size += piece.length
    if (size > mailLimits.bytes) break
  }
  return Buffer.concat(chunks)
}

function explained(file: string, mail: ParsedMail): Line {
  const { facts } = mail
  const { messageId, inReplyTo, references, from, sender, replyTo, to, cc } = facts
  const { auto, bounce, encrypted, signed, charsetGuessed } = facts
  const attachments = mail.files.map(({ name, type, size, inline, contentId }) => ({
    name,
    type,
    size,
    inline,
    contentId,
  }))
  const date = mail.date?.toISOString() ?? null
  const { subject, text, html, reply } = mail
  const head = { file, from, sender, replyTo, to, cc, subject, date, messageId, inReplyTo, references }
  return {
    ...head,
    text,
    html,
    reply,
    attachments,
    auto,
    bounce,
    encrypted,
    signed,
    charsetGuessed,
    error: null,
  } as Line
}

/** The same keys for a mail of which nothing is known. */
const nothing = {
  file: '', from: null, sender: null, replyTo: null, to: [], cc: [], subject: null, date: null, messageId: null, inReplyTo: null, references: [],
  text: null, html: null, reply: null, attachments: [], auto: { is: false, why: null },
  bounce: { is: false, action: null, status: null, recipients: [], originalMessageId: null },
  encrypted: { is: false, kind: null }, signed: false, charsetGuessed: null, error: null,
} // prettier-ignore
