import type { InboundMessage, NormalisedEvent } from '../../channels/channel.js'
import type { ChannelAccountRecord } from '../../server/models/channel-accounts/index.js'
import {
  finish,
  isMessage,
  outcomeOf,
  prepare,
  receive,
  type InboundOutcome,
  type InboundRecord,
  type PreparedMessage,
} from '../../server/models/intake/index.js'
import { loadKnowledge } from '../../server/models/rules/index.js'
import type { IntakeContext } from '../context.js'
import { takeBounce, takeReceipts } from './delivery-reports.js'
import { threadKeys } from './thread-keys.js'

export interface EventPlace {
  inbound: InboundRecord
  account: ChannelAccountRecord
  /** Whether the delivery is done with this event. */
  last: boolean
}

/** One event of a delivery: a message becomes part of a ticket, a report goes to the letter it speaks of. */
export async function takeEvent(
  event: NormalisedEvent,
  place: EventPlace,
  context: IntakeContext,
): Promise<InboundOutcome> {
  if (isMessage(event)) return takeMessage(event, place, context)
  return note(event.kind === 'receipt' ? await takeReceipts(event.items) : parked(event), place)
}

async function takeMessage(
  message: InboundMessage,
  place: EventPlace,
  context: IntakeContext,
): Promise<InboundOutcome> {
  const prepared = await prepare(message, await loadKnowledge(), context.blobs)
  if (prepared.screening === 'own') return note(outcomeOf('ignored', 'own_message'), place)
  if (prepared.screening === 'bounce') return note(await bounceOf(prepared), place)
  const keys = threadKeys(prepared.message, place.account)
  return receive(prepared, { ...place, secrets: context.secrets, keys })
}

function bounceOf({ message, normal }: PreparedMessage): Promise<InboundOutcome> | InboundOutcome {
  return message.email ? takeBounce(message.email.bounce, normal.fullText) : outcomeOf('ignored', 'bounce')
}

function parked(event: Exclude<NormalisedEvent, InboundMessage | { kind: 'receipt' }>): InboundOutcome {
  return outcomeOf('ignored', event.kind === 'ignored' ? event.reason : `${event.kind}_not_supported`)
}

async function note(outcome: InboundOutcome, { inbound, last }: EventPlace): Promise<InboundOutcome> {
  await finish(inbound._id, [outcome], last)
  return outcome
}
