import { Types } from 'mongoose'
import type { NormalisedEvent } from '../channels/channel.js'
import { ChannelRejected, describeError } from '../server/lib/errors.js'
import { isMongoDown } from '../server/lib/mongo.js'
import { accountById, openAccount } from '../server/models/channel-accounts/index.js'
import {
  beginAttempt,
  finish,
  maxAttempts,
  outcomeOf,
  postpone,
  quarantine,
  rawBytes,
  type InboundOutcome,
  type InboundRecord,
} from '../server/models/intake/index.js'
import type { IntakeContext } from './context.js'
import { takeEvent } from './receive/take-event.js'

/**
 * Takes one accepted delivery from its raw bytes to tickets. Safe to run twice: a delivery is claimed for an attempt,
 * and what was stored before is a duplicate. A delivery that cannot be read is set aside at once, any other fault is
 * tried again later; neither holds up another delivery.
 * @returns what became of each event; empty when there was nothing to do or it was set aside
 */
export async function receiveMessage(
  { inboundId }: { inboundId: string },
  context: IntakeContext,
): Promise<InboundOutcome[]> {
  const inbound = await beginAttempt(new Types.ObjectId(inboundId))
  if (!inbound) return []
  try {
    if (inbound.attempts > maxAttempts) throw new ChannelRejected('processing_died')
    return await takeAll(inbound, await eventsOf(inbound, context), context)
  } catch (error) {
    // Without a database there is nothing to note: the claim ends and a sweep comes again.
    if (isMongoDown(error)) throw error
    await setAside(inbound, error, context)
    return []
  }
}

async function eventsOf(inbound: InboundRecord, context: IntakeContext): Promise<NormalisedEvent[]> {
  const account = await accountById(inbound.account)
  const raw = {
    id: inbound._id.toHexString(),
    bytes: await rawBytes(inbound, context.blobs),
    receivedAt: inbound.receivedAt,
    transport: inbound.transport,
  }
  return context.adapterFor(inbound.channel).normalise(raw, openAccount(account, context.secrets))
}

async function takeAll(
  inbound: InboundRecord,
  events: NormalisedEvent[],
  context: IntakeContext,
): Promise<InboundOutcome[]> {
  const account = await accountById(inbound.account)
  const outcomes: InboundOutcome[] = []
  for (const [index, event] of events.entries()) {
    const place = { inbound, account, last: index === events.length - 1 }
    outcomes.push(await takeEvent(event, place, context))
  }
  if (outcomes.length > 0) return outcomes
  const nothing = outcomeOf('ignored', 'no_events')
  await finish(inbound._id, [nothing], true)
  return [nothing]
}

async function setAside(inbound: InboundRecord, error: unknown, { log }: IntakeContext): Promise<void> {
  const fault = faultOf(error)
  const fields = { inboundId: inbound._id.toHexString(), code: fault.code, attempts: inbound.attempts }
  const final = error instanceof ChannelRejected
  if (final) await quarantine(inbound._id, fault)
  const became = final ? 'quarantined' : await postpone(inbound, fault)
  if (became === 'quarantined') log.error('delivery quarantined', { ...fields, detail: fault.detail })
  else log.warn('delivery postponed', { ...fields, detail: fault.detail })
}

function faultOf(error: unknown): { code: string; detail: string } {
  if (error instanceof ChannelRejected) {
    return { code: error.code, detail: JSON.stringify(error.details).slice(0, 500) }
  }
  return { code: 'processing_failed', detail: describeError(error).slice(0, 500) }
}
