import type { InboundMessage, NormalisedEvent } from '../../channels/channel.js'
import { lowerAscii } from '../../server/lib/fold.js'
import { accountByAddress, type ChannelAccountRecord } from '../../server/models/channel-accounts/index.js'
import { isBlocked } from '../../server/models/customers/block.js'
import { setOptOut, takeIdentityChange } from '../../server/models/customers/index.js'
import {
  finish,
  isMessage,
  outcomeOf,
  prepare,
  receive,
  takeAfterthought,
  type InboundOutcome,
  type InboundRecord,
  type PreparedMessage,
} from '../../server/models/intake/index.js'
import { personOf } from '../../server/models/intake/opening.js'
import { isOwnEcho } from '../../server/models/outbox/index.js'
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
  const account = await accountOf(event, place.account)
  if (!account) return note(outcomeOf('ignored', 'unknown_account'), place)
  const there = { ...place, account }
  if (isMessage(event)) return takeMessage(event, there, context)
  return note(await reported(event, there), there)
}

/** One webhook may serve several pages or numbers: the event goes to the account that it names. */
async function accountOf(
  event: NormalisedEvent,
  account: ChannelAccountRecord,
): Promise<ChannelAccountRecord | null> {
  const named = 'recipient' in event ? event.recipient : undefined
  if (named === undefined || account.addresses.length === 0) return account
  const address = lowerAscii(named)
  return account.addresses.includes(address) ? account : await accountByAddress(account.channel, address)
}

async function takeMessage(
  message: InboundMessage,
  place: EventPlace,
  context: IntakeContext,
): Promise<InboundOutcome> {
  const prepared = await prepare(message, await loadKnowledge(), context.blobs)
  if (prepared.foreignUploads.length > 0)
    context.log.warn('uploads left out of a message', { uploads: prepared.foreignUploads.slice(0, 20) })
  if (await isOurs(prepared, place.account)) return note(outcomeOf('ignored', 'own_message'), place)
  if (prepared.screening === 'bounce') return note(await bounceOf(prepared), place)
  if (await isFromBlocked(prepared)) return note(outcomeOf('ignored', 'sender_blocked'), place)
  const keys = threadKeys(prepared.message, place.account)
  return receive(prepared, { ...place, secrets: context.secrets, keys })
}

/** Whether this product sent it, though the provider may not have told yet what it calls it. */
async function isOurs(
  { message, screening }: PreparedMessage,
  account: ChannelAccountRecord,
): Promise<boolean> {
  return screening === 'own' || (screening === 'echo' && (await isOwnEcho(message, account._id)))
}

/** Whether nothing is taken from its writer; our own side's words in their conversation are. */
async function isFromBlocked(prepared: PreparedMessage): Promise<boolean> {
  const { message, screening } = prepared
  return (
    screening !== 'echo' && message.by !== 'bot' && isBlocked(personOf(prepared).refs, message.conversation)
  )
}

function bounceOf({ message, normal }: PreparedMessage): Promise<InboundOutcome> | InboundOutcome {
  return message.email ? takeBounce(message.email.bounce, normal.fullText) : outcomeOf('ignored', 'bounce')
}

async function reported(
  event: Exclude<NormalisedEvent, InboundMessage>,
  { account }: EventPlace,
): Promise<InboundOutcome> {
  switch (event.kind) {
    case 'receipt':
      return takeReceipts(event, account)
    case 'edit':
    case 'delete':
    case 'reaction':
      return takeAfterthought(event, account)
    case 'identity':
      return outcomeOf('receipt', await takeIdentityChange(event))
    case 'optout':
    case 'optin': {
      // nothing of that kind is sent from here, and an answer to a complaint is none
      if (event.about === 'marketing') return outcomeOf('ignored', `${event.kind}_of_marketing`)
      const known = await setOptOut(event.who, event.kind === 'optout')
      return outcomeOf(known ? 'receipt' : 'ignored', known ? event.kind : `${event.kind}_of_unknown`)
    }
    case 'ignored':
      return outcomeOf('ignored', event.reason)
  }
}

async function note(outcome: InboundOutcome, { inbound, last }: EventPlace): Promise<InboundOutcome> {
  await finish(inbound._id, [outcome], last)
  return outcome
}
