import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import type { Types } from 'mongoose'
import type { JobContext } from '../../jobs/context.js'
import { openQueue } from '../../jobs/queue.js'
import { receiveMessage } from '../../jobs/receive-message.js'
import { relayEvents } from '../../jobs/relay.js'
import { schedules } from '../../jobs/schedules.js'
import { jobContext } from '../../jobs/worker.js'
import { diskBlobs } from '../../server/lib/blobs/disk.js'
import { makeSafeFetch } from '../../server/lib/safe-fetch/fetch.js'
import { silentLogger } from '../../server/lib/logger.js'
import { makeSecrets } from '../../server/lib/secrets.js'
import {
  createAccount,
  type AccountInput,
  type ChannelAccountRecord,
} from '../../server/models/channel-accounts/index.js'
import { accept, Inbound, type InboundRecord } from '../../server/models/intake/index.js'
import { Message, type MessageRecord } from '../../server/models/messages/index.js'
import { Ticket, type TicketRecord } from '../../server/models/tickets/index.js'
import { testConfig, testServices } from './services.js'

export const supportAddress = 'destek@cicekpazari.example'

export interface TestContext extends JobContext {
  close(): Promise<void>
}

/**
 * A context as a worker has it, on the suite's services, with files in a folder and queue keys of its own.
 * @param redisUrl another way to Redis than the suite's
 */
export function makeTestContext(env: Record<string, string> = {}, redisUrl?: string): TestContext {
  const dataDir = mkdtempSync(join(tmpdir(), 'redress-test-'))
  const config = testConfig({ DATA_DIR: dataDir, UNDO_SECONDS: '0', ...env })
  const services = testServices()
  const queue = openQueue(redisUrl ?? services.redisUrl, silentLogger, { prefix: services.freshPrefix() })
  const secrets = makeSecrets('0123456789abcdef'.repeat(4))
  const context = jobContext({
    config,
    log: silentLogger,
    secrets,
    blobs: diskBlobs(dataDir),
    fetch: makeSafeFetch({ allowPrivate: config.outbound.allowPrivate }),
    queue,
  })
  return {
    ...context,
    async close() {
      await queue.pause(3_000)
      await queue.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/**
 * Runs what the clock and the relay would run until nothing is due any more and the queues are empty. Start the
 * context's queue (`context.queue.work(context)`) or a worker first.
 */
export async function settled(context: JobContext): Promise<void> {
  for (;;) {
    const due = await schedules['sweep-inbound'].run(context)
    const letters = await schedules['sweep-outbox'].run(context)
    const files = await schedules['sweep-media'].run(context)
    const events = await relayEvents(context)
    await context.queue.drained()
    if (due + letters + files + events === 0) return
  }
}

/** An e-mail account that takes every address. */
export function mailAccount(
  { secrets }: Pick<JobContext, 'secrets'>,
  input: Partial<AccountInput> = {},
): Promise<ChannelAccountRecord> {
  const usual: AccountInput = {
    channel: 'email',
    key: 'destek',
    name: 'Çiçek Pazarı',
    addresses: [supportAddress],
    team: null,
    locale: 'tr',
    settings: { catchAll: true, acknowledge: true, fallbackCharset: 'windows-1254' },
  }
  return createAccount({ ...usual, ...input }, secrets)
}

/** Takes a raw mail in as the SMTP listener does, and processes it. */
export async function takeMail(
  bytes: Buffer,
  account: ChannelAccountRecord,
  context: JobContext,
  transport: Record<string, string> = {},
): Promise<InboundRecord> {
  const accepted = await accept({ bytes, transport: { via: 'smtp', ...transport } }, account, context.blobs)
  await receiveMessage({ inboundId: accepted.id.toHexString() }, context)
  return (await Inbound.findById(accepted.id).lean<InboundRecord>())!
}

/** Hands a raw mail to a listener over real SMTP. @returns the server's last answer */
export async function sendOverSmtp(
  port: number,
  raw: Buffer,
  to: string[],
  from = 'ayse@example.com.tr',
): Promise<string> {
  const transport = createTransport({ host: '127.0.0.1', port, secure: false, ignoreTLS: true })
  try {
    return (await transport.sendMail({ envelope: { from, to }, raw })).response
  } finally {
    transport.close()
  }
}

/** All tickets in order of their numbers. */
export async function allTickets(): Promise<TicketRecord[]> {
  return Ticket.find().sort({ number: 1 }).lean<TicketRecord[]>()
}

/** The messages of a ticket, or of all, in order. */
export async function allMessages(ticket?: Types.ObjectId): Promise<MessageRecord[]> {
  return Message.find(ticket ? { ticket } : {})
    .sort({ ticket: 1, seq: 1 })
    .lean<MessageRecord[]>()
}
