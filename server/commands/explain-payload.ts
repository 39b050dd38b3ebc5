import { createReadStream } from 'node:fs'
import { parseArgs } from 'node:util'
import type { ChannelAccount, ChannelAdapter, ChannelName, StoredRaw } from '../../channels/channel.js'
import { now } from '../lib/clock.js'
import { AppError, ChannelRejected, describeError } from '../lib/errors.js'
import { explainedEvents, type ExplainedEvent } from './explain-payload/explained.js'
import type { CommandIo } from './io.js'

/** Channels whose providers deliver by webhook in words of their own. */
const channels: readonly string[] = ['messenger', 'instagram', 'whatsapp', 'telegram', 'x', 'sms', 'review']

/** No provider's webhook is larger. */
const maxBytes = 5 * 1024 * 1024

type Line = { file: string; events: ExplainedEvent[] } | { file: string; error: string }

const usage = `usage: redress explain-payload --channel ${channels.join('|')} FILE… (or - for standard input)\n`

/**
 * `redress explain-payload --channel NAME FILE…`: one JSON line for each webhook body (JSON, or Twilio's form) with the
 * events that it is read as; stores nothing and needs no database. A body that cannot be read gives a line with `error`.
 * @returns 0 when every file went well, 1 when one did not, 2 for wrong usage
 */
export async function explainPayload(args: string[], io: CommandIo): Promise<number> {
  const asked = readArguments(args)
  if ('fault' in asked) {
    io.stderr(`${asked.fault}\n${usage}`)
    return 2
  }
  const { adapterFor } = await import('../../channels/index.js')
  const adapter = adapterFor(asked.channel)
  let status = 0
  for (const file of asked.files) {
    const line = await explain(file, adapter, io)
    if ('error' in line) status = 1
    io.stdout(JSON.stringify(line))
  }
  return status
}

function readArguments(args: string[]): { channel: ChannelName; files: string[] } | { fault: string } {
  try {
    const options = { channel: { type: 'string' } } as const
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    const { channel } = values
    if (channel === undefined) return { fault: 'no channel given' }
    if (!channels.includes(channel)) return { fault: `there are no webhook bodies of a channel ${channel}` }
    return positionals.length > 0
      ? { channel: channel as ChannelName, files: positionals }
      : { fault: 'no file given' }
  } catch (error) {
    return { fault: describeError(error) }
  }
}

async function explain(file: string, adapter: ChannelAdapter, io: CommandIo): Promise<Line> {
  try {
    const bytes = await readBody(file, io.stdin)
    const raw: StoredRaw = { id: file, bytes, receivedAt: now(), transport: { via: 'file' } }
    return { file, events: explainedEvents(await adapter.normalise(raw, anyAccount(adapter.kind, bytes))) }
  } catch (error) {
    const details = error instanceof AppError ? ` ${JSON.stringify(error.details)}` : ''
    return { file, error: `${describeError(error)}${details}` }
  }
}

async function readBody(file: string, stdin: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of file === '-' ? stdin : createReadStream(file)) {
    const piece = Buffer.from(chunk as Uint8Array)
    size += piece.length
    if (size > maxBytes) throw new ChannelRejected('payload_too_large', { maxBytes })
    chunks.push(piece)
  }
  return Buffer.concat(chunks)
}

/** An account that takes what comes to anybody. WhatsApp comes in Meta's JSON or in Twilio's form. */
function anyAccount(channel: ChannelName, bytes: Buffer): ChannelAccount {
  const isJson = /^(?:\ufeff)?\s*[[{]/.test(bytes.toString('utf8', 0, 256))
  const settings = channel === 'whatsapp' ? { provider: isJson ? 'cloud' : 'twilio' } : {}
  return { id: 'any', channel, key: 'any', name: 'any', addresses: [], settings, secrets: {} }
}
