import { minutes, seconds } from '../server/lib/clock.js'
import { dueFiles, removeUnsentUploads } from '../server/models/attachments/index.js'
import { settleParked, waiting } from '../server/models/intake/index.js'
import { dueLetters } from '../server/models/outbox/index.js'
import { dueToWake, wake } from '../server/models/tickets/wake.js'
import type { JobContext } from './context.js'
import { deliverMessage } from './deliver-message.js'
import { fetchMedia } from './fetch-media.js'
import { mailUnreadChats } from './mail-unread-chats.js'
import { receiveMessage } from './receive-message.js'
import { relayEvents } from './relay.js'

/** Work that the clock starts. Each run is bounded and safe to run twice; what is left over the next run takes. */
export interface Schedule {
  /** Milliseconds between runs. */
  every: number
  /** @returns how many things it saw to */
  run: (context: JobContext) => Promise<number>
}

const handful = 200
/** How many a sweep does itself, at a time, while Redis takes no hints. */
const alone = 8

/** Every schedule there is. */
export const schedules = {
  'sweep-inbound': { every: seconds(2), run: sweepInbound },
  'sweep-outbox': { every: seconds(1), run: sweepOutbox },
  'sweep-events': { every: seconds(5), run: relayEvents },
  'sweep-media': { every: seconds(5), run: sweepMedia },
  'remove-unsent-uploads': { every: minutes(30), run: ({ blobs }) => removeUnsentUploads(blobs, handful) },
  'mail-unread-chats': { every: seconds(15), run: mailUnreadChats },
  'settle-parked': { every: seconds(5), run: () => settleParked(handful) },
  'wake-snoozed': { every: seconds(30), run: wakeSnoozed },
} satisfies Record<string, Schedule>

export type ScheduleName = keyof typeof schedules

/** Hints at deliveries that no hint reached. Without Redis it takes them in itself: intake needs only MongoDB. */
async function sweepInbound(context: JobContext): Promise<number> {
  const due = await waiting(handful)
  await eachOf(due, async ({ _id, attempts }) => {
    const inboundId = _id.toHexString()
    // The attempt is part of the id, so that a job that died with its worker does not stand in the way of the next.
    const id = `receive-message:${inboundId}:${attempts}`
    if (!(await context.queue.enqueue('receive-message', { inboundId }, { id })))
      await receiveMessage({ inboundId }, context)
  })
  return due.length
}

/** The same for letters. */
async function sweepOutbox(context: JobContext): Promise<number> {
  const due = await dueLetters(handful)
  await eachOf(due, async ({ _id, attempts }) => {
    const outboxId = _id.toHexString()
    const id = `deliver-message:${outboxId}:${attempts}`
    if (!(await context.queue.enqueue('deliver-message', { outboxId }, { id })))
      await deliverMessage({ outboxId }, context)
  })
  return due.length
}

/** Files of messages that are not here yet. */
async function sweepMedia(context: JobContext): Promise<number> {
  const due = await dueFiles(handful)
  await eachOf(due, async ({ _id, attempts }) => {
    const attachmentId = _id.toHexString()
    const id = `fetch-media:${attachmentId}:${attempts}`
    if (!(await context.queue.enqueue('fetch-media', { attachmentId }, { id })))
      await fetchMedia({ attachmentId }, context)
  })
  return due.length
}

async function wakeSnoozed(): Promise<number> {
  const due = await dueToWake(handful)
  await eachOf(due, wake)
  return due.length
}

/** All of them, a few at a time; the first fault is thrown when the others are through. */
async function eachOf<T>(items: readonly T[], act: (item: T) => Promise<unknown>): Promise<void> {
  const rest = [...items]
  const lane = async (): Promise<void> => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await act(item)
  }
  const lanes = await Promise.allSettled(Array.from({ length: alone }, lane))
  const failed = lanes.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
}
