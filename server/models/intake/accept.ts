import { Types } from 'mongoose'
import type { BlobStore } from '../../lib/blobs/index.js'
import { now } from '../../lib/clock.js'
import { sha256 } from '../../lib/ids.js'
import { isDuplicate } from '../../lib/mongo.js'
import type { ChannelAccountRecord } from '../channel-accounts/channel-account.js'
import { Inbound, type InboundRecord } from './inbound.js'

export interface Delivery {
  bytes: Buffer
  transport: Record<string, string>
  /** The provider's own name for this delivery; without one the bytes themselves are it. */
  deliveryKey?: string
}

/**
 * Takes an authenticated delivery in for good: first the bytes, then the envelope, both durable when this resolves, so
 * that the caller may say 250 or 2xx. The same delivery twice is one envelope.
 * @throws what the storage throws; the caller answers 451 or 503 and the provider comes again
 */
export async function accept(
  delivery: Delivery,
  account: Pick<ChannelAccountRecord, '_id' | 'channel'>,
  blobs: BlobStore,
): Promise<{ id: Types.ObjectId; duplicate: boolean }> {
  const hash = sha256(delivery.bytes)
  const key = delivery.deliveryKey ?? hash
  const blob = await blobs.put(delivery.bytes)
  const at = now()
  const envelope: InboundRecord = {
    _id: new Types.ObjectId(),
    channel: account.channel,
    account: account._id,
    key,
    blob,
    sha256: hash,
    size: delivery.bytes.length,
    transport: delivery.transport,
    state: 'received',
    attempts: 0,
    nextAt: at,
    outcomes: [],
    receivedAt: at,
  }
  try {
    await Inbound.insertMany([envelope], { lean: true })
    return { id: envelope._id, duplicate: false }
  } catch (error) {
    if (!isDuplicate(error)) throw error
    const known = await Inbound.findOne({ channel: account.channel, account: account._id, key }, { _id: 1 }).lean<InboundRecord>()
    if (!known) throw error
    return { id: known._id, duplicate: true }
  }
} // prettier-ignore
