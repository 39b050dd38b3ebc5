import { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { randomId } from '../../lib/ids.js'
import type { Tx } from '../../lib/mongo.js'
import type { ChannelAccountRecord } from '../channel-accounts/channel-account.js'
import { Outbox, type OutboxRecord } from './outbox.js'

export type Letter = Pick<
  OutboxRecord,
  'cause' | 'ticket' | 'message' | 'to' | 'subject' | 'text' | 'automatic'
> &
  Partial<
    Pick<
      OutboxRecord,
      | 'cc'
      | 'html'
      | 'inReplyTo'
      | 'references'
      | 'replyTo'
      | 'audience'
      | 'target'
      | 'thread'
      | 'template'
      | 'lastInboundAt'
    >
  > & {
    reference: string
    fromName: string
    /** Not before this instant. */
    dueAt: Date
  }

/**
 * Puts a letter into the outbox inside the change that causes it.
 * @throws a duplicate-key error when this cause has queued a letter before
 */
export async function queueLetter(
  letter: Letter,
  account: ChannelAccountRecord,
  tx: Tx,
): Promise<OutboxRecord> {
  const { fromName, ...rest } = letter
  const at = now()
  const row: OutboxRecord = {
    _id: new Types.ObjectId(),
    cc: [],
    references: [],
    ...rest,
    channel: account.channel,
    account: account._id,
    from: { address: account.addresses[0] ?? '', name: fromName },
    state: 'queued',
    attempts: 0,
    possibleDuplicate: false,
    abandoned: 0,
    createdAt: at,
    updatedAt: at,
  }
  await Outbox.insertMany([row], { session: tx, lean: true })
  return row
}

const ownForm = /^<redress\.[^<>@]+@[^<>@]+>$/

/** Whether an id has the form of `newReference`, so that it is worth looking for among our letters. */
export function looksLikeReference(id: string): boolean {
  return ownForm.test(id)
}

/**
 * Our name of a message, unguessable and fixed before the first attempt: for mail a Message-ID in the account's own
 * domain (RFC 5322 3.6.4), elsewhere `redress.ID`, which providers hand back in echoes and receipts.
 */
export function newReference(
  account: Pick<ChannelAccountRecord, 'addresses'> & Partial<Pick<ChannelAccountRecord, 'channel'>>,
): string {
  if (account.channel !== undefined && account.channel !== 'email') return `redress.${randomId()}`
  const domain = account.addresses[0]?.split('@')[1] ?? 'redress.localhost'
  return `<redress.${randomId()}@${domain}>`
}
