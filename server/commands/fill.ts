import { parseArgs } from 'node:util'
import type { Booted } from '../boot.js'
import { now } from '../lib/clock.js'
import { Conflict } from '../lib/errors.js'
import { Event } from '../models/event.js'
import { Body } from '../models/messages/body.js'
import { Message } from '../models/messages/message.js'
import { Setting } from '../models/settings/index.js'
import { makeNumbers } from '../models/tickets/number.js'
import { Ticket } from '../models/tickets/ticket.js'
import { addMissing, makeCast } from './fill/cast.js'
import { lengths, statusOf, type Plan } from './fill/plan.js'
import { makeThread, type Thread } from './fill/thread.js'
import type { CommandIo } from './io.js'
import { words } from './words.js'

const marker = 'fill'
const batch = 500

interface Progress {
  plan: Plan
  startedAt: Date
  made: number
}

/**
 * `redress fill --tickets N --messages M [--open K]`: volume for benches, the same on every machine. Ends with one line
 * `{tickets, messages, open}`. Cut off it goes on where it was; once filled, it adds nothing more.
 * @throws Conflict('filled_otherwise') when the instance holds another volume
 */
export async function fill(args: string[], io: CommandIo, instance: Booted): Promise<number> {
  const plan = readPlan(args)
  const say = words(instance.config.defaults.locale)
  if (!plan) {
    io.stderr(`${say('fill.usage')}\n`)
    return 2
  }
  await fillWith(plan, instance, (made) => io.stderr(`${say('fill.progress', { made, of: plan.tickets })}\n`))
  io.stdout(JSON.stringify({ tickets: plan.tickets, messages: plan.messages, open: plan.open }))
  return 0
}

/** What the command does. @param tell how many tickets there are by now, every 5,000 */
export async function fillWith(plan: Plan, instance: Booted, tell: (made: number) => void): Promise<void> {
  const progress = await begin(plan)
  if (progress.made >= plan.tickets) return
  const cast = await makeCast(plan, progress.startedAt, instance)
  const counts = lengths(plan)
  const takeNumber = makeNumbers()
  for (let from = progress.made; from < plan.tickets; from += batch) {
    const made = Math.min(from + batch, plan.tickets)
    const threads: Thread[] = []
    for (let n = from; n < made; n++)
      threads.push(makeThread(n, await takeNumber(), counts[n] ?? 1, statusOf(n, plan), cast))
    await storeBatch(threads)
    await Setting.updateOne({ _id: marker }, { $set: { 'value.made': made, updatedAt: now() } })
    if (made % 5_000 === 0 || made === plan.tickets) tell(made)
  }
}

async function storeBatch(threads: Thread[]): Promise<void> {
  await Promise.all([
    addMissing(Message.collection as never, threads.flatMap(({ messages }) => messages)),
    addMissing(Body.collection as never, threads.flatMap(({ bodies }) => bodies)),
    addMissing(Event.collection as never, threads.flatMap(({ events }) => events)),
  ]) // prettier-ignore
  // last, so that whoever sees a ticket sees all of it
  await addMissing(Ticket.collection as never, threads.map(({ ticket }) => ticket)) // prettier-ignore
}

async function begin(plan: Plan): Promise<Progress> {
  const fresh: Progress = { plan, startedAt: now(), made: 0 }
  const row = await Setting.findOneAndUpdate(
    { _id: marker },
    { $setOnInsert: { value: fresh, updatedAt: now() } },
    { upsert: true, returnDocument: 'after' },
  ).lean()
  const progress = row.value as Progress
  if (progress.plan.tickets !== plan.tickets || progress.plan.messages !== plan.messages || progress.plan.open !== plan.open)
    throw new Conflict('filled_otherwise', { ...progress.plan })
  return progress
} // prettier-ignore

function readPlan(args: string[]): Plan | null {
  const given = readArguments(args)
  const [tickets, messages] = [whole(given['tickets']), whole(given['messages'])]
  if (tickets === null || messages === null || tickets < 1 || messages < tickets) return null
  const open = given['open'] === undefined ? Math.round(tickets * 0.4029) : whole(given['open'])
  if (open === null || open > tickets * 0.9) return null
  return { tickets, messages, open, customers: Math.max(1, Math.round(tickets / 10)), agents: 10 }
}

function readArguments(args: string[]): Record<string, string | undefined> {
  const text = { type: 'string' } as const
  try {
    return parseArgs({ args, options: { tickets: text, messages: text, open: text } }).values
  } catch (error) {
    // an option that is not there is answered with how the command is used
    if (!(error instanceof TypeError)) throw error
    return {}
  }
}

function whole(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null
}
