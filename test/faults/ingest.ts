import { seeded } from '../../server/commands/fill/random.js'
import { deliverAll } from '../support/deliver.js'
import {
  countMail,
  openInstallation,
  waitingMail,
  type Installation,
  type MailCount,
} from '../support/installation.js'
import type { Running } from '../support/processes.js'
import { rawMail } from '../support/raw-mail.js'

export interface IngestFault {
  mails: number
  kills: number
  seed?: number
  mongodbUri: string
  redisUrl: string
  /** True ends the claims of the dead at the end, which end by themselves after half a minute. */
  hurry?: boolean
  /** Words on how far it is. */
  say?: (line: string) => void
}

/** What happened, counted in the database at the end. */
export interface IngestReport extends MailCount {
  accepted: number
  refusals: number
  /** For each kill: what was ended, and how much was still to do at that moment. */
  kills: { of: string; unsent: number; unprocessed: number }[]
  seconds: number
  /** From the last 250 until nothing waited any more. */
  drainSeconds: number
}

/**
 * Mails come by real SMTP from a client that comes again until it hears 250, while the web and worker processes are
 * killed (SIGKILL) at seeded random moments and started again on the same data. Afterwards everything is counted.
 */
export async function runIngestFault(options: IngestFault): Promise<IngestReport> {
  const installation = await openInstallation(options)
  try {
    const worker = await installation.start('worker')
    return await underFire(options, { installation, worker, web: await installation.start('web') })
  } finally {
    await installation.close()
  }
}

interface Stage {
  installation: Installation
  web: Running
  worker: Running
}

async function underFire(options: IngestFault, stage: Stage): Promise<IngestReport> {
  const started = performance.now()
  const { database, smtpPort } = stage.installation
  const kills: IngestReport['kills'] = []
  const moments = momentsOf(options)
  let firing = Promise.resolve()
  const delivery = await deliverAll(smtpPort, options.mails, (n) => rawMail(n, 'fault'), {
    connections: 8,
    tell: (state) => {
      const moment = moments[0]
      if (moment === undefined || state.accepted < moment.after) return
      moments.shift()
      firing = firing.then(() => fire(moment, options, stage, kills, () => state.accepted))
    },
  })
  const sent = performance.now()
  await firing
  await drained(stage, options.hurry === true)
  return {
    ...(await countMail(database, options.mails, 'fault')),
    ...delivery,
    kills,
    seconds: (performance.now() - started) / 1_000,
    drainSeconds: (performance.now() - sent) / 1_000,
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
  const unprocessed = await waitingMail(stage.installation.database)
  if (of !== 'web') await stage.worker.kill()
  if (of !== 'worker') await stage.web.kill()
  kills.push({ of, unsent: mails - accepted(), unprocessed })
  say?.(`killed ${of}: ${mails - accepted()} mails not sent, ${unprocessed} not processed`)
  if (of !== 'web') stage.worker = await stage.installation.start('worker')
  if (of !== 'worker') stage.web = await stage.installation.start('web')
}

/** What a kill left claimed comes again by itself: after ten seconds what its transactions held, after thirty its claims. */
async function drained({ installation: { database } }: Stage, hurry: boolean): Promise<void> {
  const until = performance.now() + 240_000
  if (hurry)
    await database.collection('inbound').updateMany({ state: 'received' }, { $set: { nextAt: new Date() } })
  while ((await waitingMail(database)) > 0) {
    if (performance.now() > until) throw new Error('accepted mail is still waiting after four minutes')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
