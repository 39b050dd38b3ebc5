import type { Connection } from 'mongoose'
import { seeded } from '../../server/commands/fill/random.js'
import type { Client } from '../support/client.js'
import { openInstallation, waitingMail, type Installation } from '../support/installation.js'
import { freePort } from '../support/ports.js'
import type { Running } from '../support/processes.js'
import { faultAddresses, faultSecrets, trafficOf, type Post, type Traffic } from './many-channels-posts.js'

export interface ChannelsFault {
  messages: number
  kills: number
  mongodbUri: string
  redisUrl: string
  /** True ends the claims of the dead at the end, which end by themselves after half a minute. */
  hurry?: boolean
  say?: (line: string) => void
}

/** What happened, counted in the database at the end. */
export interface ChannelsReport {
  posts: number
  refusals: number
  messages: number
  lost: number
  doubled: number
  /** Edited messages that do not say what they were changed to, or say it twice. */
  wrongEdits: number
  /** Edits that still wait for a message. */
  parked: number
  quarantined: number
  /** Tickets beyond one for each person who did not write by mail, and one for each mail. */
  splitTalks: number
  kills: { of: string; unsent: number; unprocessed: number }[]
  seconds: number
}

/**
 * Four channels deliver at once, some of it twice and some out of order, to a web and a worker process that are killed
 * (SIGKILL) at seeded moments while work is outstanding; a provider comes again until it hears 2xx.
 */
export async function runChannelsFault(options: ChannelsFault): Promise<ChannelsReport> {
  const installation = await openInstallation(options)
  try {
    const port = await freePort()
    const base = `http://127.0.0.1:${port}`
    installation.env['PORT'] = String(port)
    installation.env['PUBLIC_BASE_URL'] = base
    const stage = { installation, base, web: await installation.start('web'), worker: await installation.start('worker') }
    const mailSecret = await openAccounts(await installation.admin(base))
    return await underFire(options, stage, trafficOf(options.messages, base, mailSecret))
  } finally {
    await installation.close()
  }
} // prettier-ignore

interface Stage {
  installation: Installation
  base: string
  web: Running
  worker: Running
}

async function openAccounts(admin: Client): Promise<string> {
  const add = async (channel: string, address: string, secrets: Record<string, string>): Promise<void> => {
    const body = { channel, key: channel, name: channel, addresses: [address], locale: 'tr', secrets }
    const made = await admin.post('/api/v1/channels', body)
    if (made.status !== 201) throw new Error(`no account of ${channel}: ${made.text}`)
  }
  const { authToken, appSecret, webhookSecret } = faultSecrets
  await add('sms', faultAddresses.sms, { accountSid: `AC${'1'.repeat(32)}`, authToken })
  await add('messenger', faultAddresses.messenger, { appSecret, verifyToken: 'v'.repeat(20), accessToken: `EAAG${'a'.repeat(60)}` })
  await add('telegram', faultAddresses.telegram, { botToken: `777000:${'A'.repeat(35)}`, webhookSecret })
  const { body } = await admin.get<{ items: { id: string; channel: string }[] }>('/api/v1/channels')
  const mail = body.items.find(({ channel }) => channel === 'email')
  const secret = await admin.post<{ secret: string }>(`/api/v1/channels/${mail?.id ?? ''}/secret`)
  return secret.body.secret
} // prettier-ignore

async function underFire(options: ChannelsFault, stage: Stage, traffic: Traffic): Promise<ChannelsReport> {
  const started = performance.now()
  const { database } = stage.installation
  const kills: ChannelsReport['kills'] = []
  const moments = momentsOf(options, traffic.posts.length)
  let firing = Promise.resolve()
  const sending = await sendAll(stage.base, traffic.posts, (done) => {
    const moment = moments[0]
    if (moment === undefined || done < moment.after) return
    moments.shift()
    const unsent = traffic.posts.length - done
    firing = firing.then(() => fire(moment, unsent, stage, kills, options.say))
  })
  await firing
  await drained(database, options.hurry === true)
  return {
    ...(await count(database, traffic)),
    posts: traffic.posts.length,
    refusals: sending.refusals,
    kills,
    seconds: Math.round((performance.now() - started) / 1_000),
  }
}

interface Moment {
  after: number
  of: 'worker' | 'web' | 'both'
}

function momentsOf({ kills }: ChannelsFault, posts: number): Moment[] {
  const random = seeded(7)
  const targets = ['worker', 'web', 'both', 'worker'] as const
  return Array.from({ length: kills }, (_, n) => ({
    after: Math.floor(posts * 0.9 * ((n + random()) / kills)),
    of: targets[n % targets.length] ?? 'worker',
  }))
}

async function fire(
  { of }: Moment,
  unsent: number,
  stage: Stage,
  kills: ChannelsReport['kills'],
  say?: (line: string) => void,
): Promise<void> {
  const unprocessed = await waitingMail(stage.installation.database)
  if (of !== 'web') await stage.worker.kill()
  if (of !== 'worker') await stage.web.kill()
  kills.push({ of, unsent, unprocessed })
  say?.(`killed ${of}: ${unsent} not sent, ${unprocessed} not processed`)
  if (of !== 'worker') stage.web = await stage.installation.start('web')
  if (of !== 'web') stage.worker = await stage.installation.start('worker')
}

/** Twelve at a time, each again and again until it is answered with 2xx. */
async function sendAll(base: string, posts: readonly Post[], tell: (done: number) => void): Promise<{ refusals: number }> {
  const state = { refusals: 0 }
  let [next, done] = [0, 0]
  const lane = async (): Promise<void> => {
    for (let post = posts[next++]; post !== undefined; post = posts[next++]) {
      while (!(await isTaken(base, post))) {
        state.refusals += 1
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
      done += 1
      tell(done)
    }
  }
  await Promise.all(Array.from({ length: 12 }, lane))
  return state
} // prettier-ignore

async function isTaken(base: string, { path, headers, body }: Post): Promise<boolean> {
  try {
    const answer = await fetch(base + path, { method: 'POST', headers, body: body as string, signal: AbortSignal.timeout(20_000) }) // prettier-ignore
    await answer.arrayBuffer()
    if (answer.status === 403 || answer.status === 401) throw new TypeError(`${path} refused the proof`)
    return answer.ok
  } catch (error) {
    if (error instanceof TypeError && error.message.includes('refused')) throw error
    return false
  }
}

async function drained(database: Connection, hurry: boolean): Promise<void> {
  const until = performance.now() + 900_000
  if (hurry)
    await database.collection('inbound').updateMany({ state: 'received' }, { $set: { nextAt: new Date() } })
  while ((await waitingMail(database)) > 0) {
    if (performance.now() > until)
      throw new Error('accepted deliveries are still waiting after a quarter of an hour')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  // An edit and its message that met at the same instant are joined by the clock.
  for (let turn = 0; turn < 300 && (await database.collection('parked').countDocuments()) > 0; turn++)
    await new Promise((resolve) => setTimeout(resolve, 100))
}

interface Said {
  channel: string
  externalId: string
  text: string
  revisions?: unknown[]
  email?: { messageId: string }
}

async function count(
  database: Connection,
  traffic: Traffic,
): Promise<Omit<ChannelsReport, 'posts' | 'refusals' | 'kills' | 'seconds'>> {
  const found = await database.collection('messages').find<Said>({ kind: 'in' }).toArray()
  const times = new Map<string, Said[]>()
  for (const one of found) {
    const id = `${one.channel} ${one.email?.messageId ?? one.externalId}`
    times.set(id, [...(times.get(id) ?? []), one])
  }
  const sent = Object.entries(traffic.messages).flatMap(([channel, ids]) => ids.map((id) => `${channel} ${id}`))
  const edits = traffic.edited.map((id) => times.get(`telegram ${id}`)?.[0])
  const mails = traffic.messages.email.length
  const others = new Set(Object.entries(traffic.messages).flatMap(([channel, ids]) => (channel === 'email' ? [] : ids))).size
  const tickets = await database.collection('tickets').countDocuments()
  return {
    messages: found.length,
    lost: sent.filter((id) => !times.has(id)).length,
    doubled: [...times.values()].filter((same) => same.length > 1).length,
    wrongEdits: edits.filter((one) => !one?.text.endsWith('düzeltildi') || one.revisions?.length !== 2).length,
    parked: await database.collection('parked').countDocuments(),
    quarantined: await database.collection('inbound').countDocuments({ state: 'quarantined' }),
    splitTalks: Math.max(0, tickets - mails - Math.ceil(others / 4)),
  }
} // prettier-ignore
