import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose, { type Connection } from 'mongoose'
import { seeded } from '../../server/commands/fill/random.js'
import { freePort } from '../support/ports.js'
import { deliverAll } from '../support/deliver.js'
import { startProcess, type Running } from '../support/processes.js'
import { messageIdOf, rawMail } from '../support/raw-mail.js'

export interface IngestFault {
  mails: number
  kills: number
  seed?: number
  mongodbUri: string
  redisUrl: string
  /**
   * What a dead process held is free again within two minutes: its open transactions, then its claims. True makes it
   * seconds: MongoDB ends transactions after three, and the claims are ended instead of waited for.
   */
  hurry?: boolean
  /** Words on how far it is. */
  say?: (line: string) => void
}

/** What happened, counted in the database at the end. */
export interface IngestReport {
  accepted: number
  refusals: number
  /** For each kill: what was ended, and how much was still to do at that moment. */
  kills: { of: string; unsent: number; unprocessed: number }[]
  messages: number
  tickets: number
  lost: number
  doubled: number
  quarantined: number
  unopened: number
  seconds: number
}

/**
 * Mails come by real SMTP from a client that comes again until it hears 250, while the web and worker processes are
 * killed (SIGKILL) at seeded random moments and started again on the same data. Afterwards everything is counted.
 */
export async function runIngestFault(options: IngestFault): Promise<IngestReport> {
  const folder = mkdtempSync(join(tmpdir(), 'redress-faults-'))
  const stage = await openStage(options, folder)
  try {
    if (options.hurry) await limitTransactions(stage, 3)
    return await underFire(options, stage)
  } finally {
    if (options.hurry) await limitTransactions(stage, 60)
    await stage.web?.kill()
    await stage.worker?.kill()
    await stage.database.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Stage {
  env: Record<string, string>
  folder: string
  port: number
  database: Connection
  web?: Running
  worker?: Running
}

async function openStage({ mongodbUri, redisUrl }: IngestFault, folder: string): Promise<Stage> {
  const port = await freePort()
  const env = {
    MONGODB_URI: mongodbUri, REDIS_URL: redisUrl, DATA_DIR: join(folder, 'data'), BLOB_STORE: 'disk',
    SESSION_SECRET: 's'.repeat(32), SECRETS_KEY: 'a1'.repeat(32), PORT: '0', INBOUND_SMTP_PORT: String(port),
  } // prettier-ignore
  mkdirSync(env.DATA_DIR)
  const database = await mongoose.createConnection(mongodbUri).asPromise()
  const stage: Stage = { env, folder, port, database }
  stage.worker = await startProcess('worker', env, folder)
  stage.web = await startProcess('web', env, folder)
  return stage
}

async function underFire(options: IngestFault, stage: Stage): Promise<IngestReport> {
  const started = performance.now()
  const kills: IngestReport['kills'] = []
  const moments = momentsOf(options)
  let firing = Promise.resolve()
  const delivery = await deliverAll(stage.port, options.mails, (n) => rawMail(n, 'fault'), {
    connections: 8,
    tell: ({ accepted }) => {
      const moment = moments[0]
      if (moment === undefined || accepted < moment.after) return
      moments.shift()
      firing = firing.then(() => fire(moment, options, stage, kills, () => delivered()))
      const delivered = (): number => accepted
    },
  })
  await firing
  await drained(stage, options.hurry === true)
  return {
    ...(await count(options, stage)),
    ...delivery,
    kills,
    seconds: (performance.now() - started) / 1_000,
  }
}

interface Moment {
  /** How many mails had been accepted. */
  after: number
  waitMs: number
  of: 'worker' | 'web' | 'both'
}

/** Seeded: so many kills between the first and the ninetieth percent of the mails. */
function momentsOf({ mails, kills, seed = 42 }: IngestFault): Moment[] {
  const random = seeded(seed)
  const targets = ['worker', 'worker', 'both', 'web'] as const
  return Array.from({ length: kills }, (_, n) => ({
    after: Math.floor(mails * 0.9 * ((n + random()) / kills)),
    waitMs: Math.floor(random() * 60),
    of: n === 0 ? 'worker' : (targets[Math.floor(random() * targets.length)] ?? 'worker'),
  }))
}

async function fire(
  { waitMs, of }: Moment,
  { mails, say }: IngestFault,
  stage: Stage,
  kills: IngestReport['kills'],
  accepted: () => number,
): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, waitMs))
  const unprocessed = await waitingIn(stage)
  if (of !== 'web') await stage.worker?.kill()
  if (of !== 'worker') await stage.web?.kill()
  kills.push({ of, unsent: mails - accepted(), unprocessed })
  say?.(`killed ${of}: ${mails - accepted()} mails not sent, ${unprocessed} not processed`)
  if (of !== 'web') stage.worker = await startProcess('worker', stage.env, stage.folder)
  if (of !== 'worker') stage.web = await startProcess('web', stage.env, stage.folder)
}

function waitingIn({ database }: Stage): Promise<number> {
  return database.collection('inbound').countDocuments({ state: 'received' })
}

/** What a kill left claimed comes again within two minutes. */
async function drained(stage: Stage, hurry: boolean): Promise<void> {
  const until = performance.now() + 240_000
  if (hurry) await forgetTheDead(stage)
  while ((await waitingIn(stage)) > 0) {
    if (performance.now() > until) throw new Error('accepted mail is still waiting after four minutes')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Ends the claims of dead processes, once MongoDB has ended the transactions that died with them. */
async function forgetTheDead({ database }: Stage): Promise<void> {
  await database.collection('inbound').updateMany({ state: 'received' }, { $set: { nextAt: new Date() } })
}

/** Until then a transaction of a dead process holds its documents against everybody; MongoDB's own limit is 60 s. */
async function limitTransactions({ database }: Stage, seconds: number): Promise<void> {
  const admin = database.getClient().db('admin')
  await admin.command({ setParameter: 1, transactionLifetimeLimitSeconds: seconds })
}

type Counts = Pick<IngestReport, 'messages' | 'tickets' | 'lost' | 'doubled' | 'quarantined' | 'unopened'>

async function count({ mails }: IngestFault, { database }: Stage): Promise<Counts> {
  const found = await database.collection('messages').find({ kind: 'in' }, { projection: { 'email.messageId': 1, ticket: 1 } }).toArray()
  const times = new Map<string, number>()
  for (const { email } of found as unknown as { email: { messageId: string } }[])
    times.set(email.messageId, (times.get(email.messageId) ?? 0) + 1)
  const sent = Array.from({ length: mails }, (_, n) => messageIdOf(n, 'fault'))
  const tickets = await database.collection('tickets').countDocuments()
  const opened = await database.collection('events').countDocuments({ name: 'ticket.opened' })
  return {
    messages: found.length,
    tickets,
    lost: sent.filter((id) => !times.has(id)).length,
    doubled: [...times.values()].filter((number) => number > 1).length,
    quarantined: await database.collection('inbound').countDocuments({ state: 'quarantined' }),
    unopened: Math.abs(tickets - opened),
  }
} // prettier-ignore
