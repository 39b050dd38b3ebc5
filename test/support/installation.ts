import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose, { type Connection } from 'mongoose'
import { makeClient, type Client } from './client.js'
import { goodPassword } from './people.js'
import { freePort } from './ports.js'
import { startProcess, type Running } from './processes.js'
import { messageIdOf } from './raw-mail.js'
import { root } from './sources.js'

/** An installation of the built product: as many processes as a test starts, on one database. */
export interface Installation {
  /** What its processes are given. */
  env: Record<string, string>
  /** Where its files and logs lie. */
  folder: string
  smtpPort: number
  /** Its database, without the product's models, for counting. */
  database: Connection
  start(program: 'web' | 'worker', more?: Record<string, string>): Promise<Running>
  /** Its first admin, signed in. */
  admin(url: string): Promise<Client>
  /** Kills what still runs and removes the files. */
  close(): Promise<void>
}

const adminAddress = 'admin@shop.example'

/** @param services where its MongoDB and Redis are; nobody else may use that database and that Redis database */
export async function openInstallation(services: {
  mongodbUri: string
  redisUrl: string
}): Promise<Installation> {
  buildIfStale()
  const folder = mkdtempSync(join(tmpdir(), 'redress-installation-'))
  const smtpPort = await freePort()
  const env = {
    MONGODB_URI: services.mongodbUri, REDIS_URL: services.redisUrl, DATA_DIR: join(folder, 'data'), BLOB_STORE: 'disk',
    SESSION_SECRET: 's'.repeat(32), SECRETS_KEY: 'a1'.repeat(32), PORT: '0', INBOUND_SMTP_PORT: String(smtpPort),
    REDRESS_ADMIN_EMAIL: adminAddress, REDRESS_ADMIN_PASSWORD: goodPassword,
  } // prettier-ignore
  mkdirSync(env.DATA_DIR)
  const database = await mongoose.createConnection(services.mongodbUri).asPromise()
  const running: Running[] = []
  return {
    env,
    folder,
    smtpPort,
    database,
    async start(program, more = {}) {
      const one = await startProcess(program, { ...env, ...more }, folder)
      running.push(one)
      return one
    },
    admin: (url) => makeClient(url).signIn(adminAddress),
    async close() {
      await Promise.all(running.map((one) => one.kill()))
      await database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** For tests of processes: what they start must be what stands in the sources. */
export function buildIfStale(): void {
  execFileSync(process.execPath, ['bin/build.js', '--if-stale'], { cwd: root, stdio: 'ignore' })
}

export interface MailCount {
  messages: number
  tickets: number
  lost: number
  doubled: number
  quarantined: number
  /** Tickets without the event of their opening, or events without the ticket. */
  unopened: number
}

/** What became of the mails `0..mails-1` of `run`, counted in the database. */
export async function countMail(database: Connection, mails: number, run: string): Promise<MailCount> {
  const found = await database
    .collection('messages')
    .find<{ email: { messageId: string } }>({ kind: 'in' }, { projection: { 'email.messageId': 1 } })
    .toArray()
  const times = new Map<string, number>()
  for (const { email } of found) times.set(email.messageId, (times.get(email.messageId) ?? 0) + 1)
  const sent = Array.from({ length: mails }, (_, n) => messageIdOf(n, run))
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
}

/** How many accepted mails were not worked on yet. */
export function waitingMail(database: Connection): Promise<number> {
  return database.collection('inbound').countDocuments({ state: 'received' })
}
