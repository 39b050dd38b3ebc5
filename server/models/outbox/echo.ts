import type { Types } from 'mongoose'
import { minutes, nowMs } from '../../lib/clock.js'
import type { Tx } from '../../lib/mongo.js'
import type { InboundMessage } from '../intake/message-shapes.js'
import { Outbox, type OutboxRecord } from './outbox.js'

/** How long after sending an echo without any id of ours may still be that letter. */
const echoWithin = minutes(2)

/**
 * Whether an echo (our own side's words coming back from the provider) is a letter that this product sends: by the
 * reference that was handed along, by the provider's id, or, while the provider's ids are not known, by the same words
 * to the same address. What is not was typed in another tool.
 */
export async function isOwnEcho(
  message: Pick<InboundMessage, 'ownReference' | 'externalId' | 'sender' | 'text'>,
  account: Types.ObjectId,
  tx?: Tx,
): Promise<boolean> {
  const { ownReference, externalId } = message
  const named = await Outbox.exists({
    account,
    $or: [{ externalIds: externalId }, ...(ownReference === undefined ? [] : [{ reference: ownReference }])],
  }).session(tx ?? null)
  return named !== null || (await isBeingSent(message, account, tx))
}

async function isBeingSent(
  { sender, text }: Pick<InboundMessage, 'sender' | 'text'>,
  account: Types.ObjectId,
  tx?: Tx,
): Promise<boolean> {
  const recent = await Outbox.find(
    { account, 'to.address': { $in: sender.map(({ value }) => value) }, externalIds: { $exists: false } },
    { state: 1, sentAt: 1, text: 1 },
  )
    .sort({ createdAt: -1 })
    .limit(20)
    .session(tx ?? null)
    .lean<Pick<OutboxRecord, 'state' | 'sentAt' | 'text'>[]>()
  const words = plain(text)
  return words !== '' && recent.some((letter) => isUnderWay(letter) && holds(plain(letter.text), words))
}

function isUnderWay({ state, sentAt }: Pick<OutboxRecord, 'state' | 'sentAt'>): boolean {
  if (state === 'sending' || state === 'unknown') return true
  return state === 'sent' && sentAt !== undefined && nowMs() - sentAt.getTime() < echoWithin
}

/** Long letters go out in parts, and each part comes back. */
function holds(letter: string, words: string): boolean {
  return letter === words || (words.length >= 200 && letter.includes(words))
}

function plain(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim()
}
