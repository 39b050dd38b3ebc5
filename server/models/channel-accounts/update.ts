import type { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { Conflict, NotFound } from '../../lib/errors.js'
import { change, type Tx } from '../../lib/mongo.js'
import type { Secrets } from '../../lib/secrets.js'
import { system } from '../actor.js'
import { audit, type Origin } from '../audits/index.js'
import { cleanAddresses } from './addresses.js'
import { ChannelAccountModel, type ChannelAccountRecord } from './channel-account.js'
import { shown, thingOf, toConflict, type AccountInput } from './create.js'
import { forgetAccount } from './memory.js'
import { seal } from './open.js'

export type AccountChanges = Partial<Omit<AccountInput, 'channel' | 'key'>> & { enabled?: boolean }

/**
 * Changes an account, and adds the audit row that tells who did. A secret given as '' is removed, one not named stays.
 * @param seen version that the writer saw
 * @throws Conflict('version_conflict' | 'channel_address_taken'), NotFound('channel_account_not_found'), Invalid as cleanAddresses
 */
export async function updateAccount(
  id: Types.ObjectId,
  seen: number,
  changes: AccountChanges,
  secrets: Secrets,
  by: Origin = { actor: system },
  action = 'channel_account.changed',
): Promise<ChannelAccountRecord> {
  const before = await ChannelAccountModel.findById(id).lean<ChannelAccountRecord>()
  if (!before) throw new NotFound('channel_account_not_found', { id: id.toHexString() })
  try {
    const update = updateOf(before, changes, secrets)
    const after = await change(async (tx) => {
      const updated = await apply(before, seen, update, tx)
      const row = { action, thing: thingOf(before), before: shown(before), after: shown(updated) }
      await audit(row, by, tx)
      return updated
    })
    return after
  } catch (error) {
    throw toConflict(error, before)
  } finally {
    forgetAccount(before)
  }
}

async function apply(before: ChannelAccountRecord, seen: number, update: object, tx: Tx): Promise<ChannelAccountRecord> {
  const updated = before.version === seen
    ? await ChannelAccountModel.findOneAndUpdate({ _id: before._id, version: seen }, update, { returnDocument: 'after', session: tx }).lean<ChannelAccountRecord>()
    : null
  if (!updated) throw new Conflict('version_conflict', { seen })
  return updated
} // prettier-ignore

function updateOf(before: ChannelAccountRecord, changes: AccountChanges, secrets: Secrets): object {
  const { secrets: plain = {}, addresses, ...rest } = changes
  const removed = Object.keys(plain).filter((name) => plain[name] === '')
  const kept = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== ''))
  const sealed = Object.entries(seal(kept, secrets)).map(([name, value]) => [`secrets.${name}`, value])
  const settings = changes.settings ?? before.settings
  return {
    $set: {
      ...rest,
      ...(addresses ? { addresses: cleanAddresses(before.channel, addresses, settings) } : {}),
      ...(Object.fromEntries(sealed) as Record<string, string>),
      updatedAt: now(),
    },
    ...(removed.length > 0 ? { $unset: Object.fromEntries(removed.map((name) => [`secrets.${name}`, 1])) } : {}),
    $inc: { version: 1 },
  }
} // prettier-ignore
