import { Types } from 'mongoose'
import type { BlobStore } from '../../lib/blobs/index.js'
import { after, now } from '../../lib/clock.js'
import { groupCommit } from '../../lib/group-commit.js'
import { sha256 } from '../../lib/ids.js'
import { isDuplicate } from '../../lib/mongo.js'
import type { ChannelAccountRecord } from '../channel-accounts/channel-account.js'
import { Inbound, type InboundRecord } from './inbound.js'
import { inlined, isInline } from './raw.js'

export interface Delivery {
  bytes: Buffer
  transport: Record<string, string>
  /** The provider's own name for this delivery; without one the bytes themselves are it. */
  deliveryKey?: string
  /** How long the work on it may wait (ms), when taking in what comes with it is more urgent. */
  later?: number
}

export interface Accepted {
  id: Types.ObjectId
  duplicate: boolean
}

/**
 * Takes an authenticated delivery in for good: bytes and envelope are both durable when this resolves, so that the
 * caller may say 250 or 2xx. The same delivery twice is one envelope. Small deliveries of providers that come at the
 * same moment share a write.
 * @throws what the storage throws; the caller answers 451 or 503 and the provider comes again
 */
export async function accept(
  delivery: Delivery,
  account: Pick<ChannelAccountRecord, '_id' | 'channel'>,
  blobs: BlobStore,
): Promise<Accepted> {
  const envelope = envelopeOf(delivery, account)
  if (isInline(account.channel, delivery.bytes.length)) {
    return takeWithOthers({ ...envelope, inline: inlined(delivery.bytes) })
  }
  const known = await knownAs(envelope)
  return known ?? takeAlone({ ...envelope, blob: await blobs.put(delivery.bytes) })
}

function envelopeOf(
  { bytes, transport, deliveryKey, later = 0 }: Delivery,
  account: Pick<ChannelAccountRecord, '_id' | 'channel'>,
): InboundRecord {
  const [hash, at] = [sha256(bytes), now()]
  return {
    _id: new Types.ObjectId(),
    channel: account.channel,
    account: account._id,
    key: deliveryKey ?? hash,
    blob: '',
    sha256: hash,
    size: bytes.length,
    transport,
    state: 'received',
    attempts: 0,
    nextAt: after(later, at),
    outcomes: [],
    receivedAt: at,
  }
}

const takeWithOthers = groupCommit<InboundRecord, Accepted>({
  together: takeAll,
  alone: takeAlone,
  most: 64,
  abreast: 2,
})

/** Those that are known are looked for first: a provider that repeats itself costs a read and no write. */
async function takeAll(envelopes: readonly InboundRecord[]): Promise<Accepted[]> {
  const known = await idsOf(envelopes)
  const fresh = new Map<string, InboundRecord>()
  for (const one of envelopes)
    if (!known.has(nameOf(one)) && !fresh.has(nameOf(one))) fresh.set(nameOf(one), one)
  const clash = await insertNew([...fresh.values()])
  const stored = clash
    ? await idsOf([...fresh.values()])
    : new Map([...fresh].map(([name, { _id }]) => [name, _id]))
  return envelopes.map((one) => {
    const id = known.get(nameOf(one)) ?? stored.get(nameOf(one))
    if (!id) throw new Error('an envelope that clashed is not there')
    return { id, duplicate: !id.equals(one._id) }
  })
}

/** @returns whether some were there already, taken in by another at this very moment */
async function insertNew(envelopes: InboundRecord[]): Promise<boolean> {
  if (envelopes.length === 0) return false
  try {
    await Inbound.insertMany(envelopes, { lean: true, ordered: false })
    return false
  } catch (error) {
    if (!isDuplicate(error)) throw error
    return true
  }
}

async function takeAlone(envelope: InboundRecord): Promise<Accepted> {
  try {
    await Inbound.insertMany([envelope], { lean: true })
    return { id: envelope._id, duplicate: false }
  } catch (error) {
    const known = isDuplicate(error) && (await knownAs(envelope))
    if (!known) throw error
    return known
  }
}

async function knownAs(envelope: InboundRecord): Promise<Accepted | null> {
  const id = (await idsOf([envelope])).get(nameOf(envelope))
  return id ? { id, duplicate: !id.equals(envelope._id) } : null
}

async function idsOf(envelopes: readonly InboundRecord[]): Promise<Map<string, Types.ObjectId>> {
  const accounts = new Map<string, InboundRecord[]>()
  for (const one of envelopes) {
    const id = one.account.toHexString()
    accounts.set(id, [...(accounts.get(id) ?? []), one])
  }
  const found = await Promise.all([...accounts.values()].map(foundOf))
  return new Map(found.flat().map((one) => [nameOf(one), one._id]))
}

/** @param group envelopes of one account */
async function foundOf(
  group: readonly InboundRecord[],
): Promise<Pick<InboundRecord, '_id' | 'key' | 'account'>[]> {
  const { channel, account } = group[0] as InboundRecord
  const keys = group.map(({ key }) => key)
  return Inbound.find({ channel, account, key: { $in: keys } }, { key: 1, account: 1 }).lean<
    InboundRecord[]
  >()
}

/** An account is of one channel, so that account and key name a delivery. */
function nameOf({ account, key }: Pick<InboundRecord, 'account' | 'key'>): string {
  return `${account.toHexString()} ${key}`
}
