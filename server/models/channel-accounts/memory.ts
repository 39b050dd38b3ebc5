import { after, now, seconds } from '../../lib/clock.js'
import { NotFound } from '../../lib/errors.js'
import type { Secrets } from '../../lib/secrets.js'
import type { ChannelName } from '../intake/message-shapes.js'
import type { Types } from 'mongoose'
import { ChannelAccountModel, type ChannelAccountRecord } from './channel-account.js'
import { openAccount, type OpenAccount } from './open.js'

/** An account as a channel's door needs it for each delivery: the record, and opened for the adapter. */
export interface Door {
  account: ChannelAccountRecord
  open: OpenAccount
}

interface Held<T> {
  value: T
  until: Date
}

/** How long a process goes by what it read; a change made in another one is heard of by then. */
const keptFor = seconds(5)
const byId = new Map<string, Held<ChannelAccountRecord>>()
const doors = new Map<string, Held<Door>>()

/** The account of this id; read again after 5 s at the latest. @throws NotFound('channel_account_not_found') */
export async function accountById(id: Types.ObjectId): Promise<ChannelAccountRecord> {
  const name = id.toHexString()
  return recalled(byId, name, async () => {
    const account = await ChannelAccountModel.findById(id).lean<ChannelAccountRecord>()
    if (!account) throw new NotFound('channel_account_not_found', { id: name })
    return account
  })
}

/** @throws NotFound('channel_account_not_found') also when it is switched off */
export async function accountByKey(channel: ChannelName, key: string): Promise<ChannelAccountRecord> {
  const account = await ChannelAccountModel.findOne({ channel, key }).lean<ChannelAccountRecord>()
  if (!account?.enabled) throw new NotFound('channel_account_not_found', { channel, key })
  return account
}

/** As accountByKey, with its secrets opened; read again after 5 s at the latest. */
export async function doorOf(channel: ChannelName, key: string, secrets: Secrets): Promise<Door> {
  return recalled(doors, nameOf({ channel, key }), async () => {
    const account = await accountByKey(channel, key)
    return { account, open: openAccount(account, secrets) }
  })
}

/** What this process remembers of an account is no longer so. */
export function forgetAccount(account: Pick<ChannelAccountRecord, '_id' | 'channel' | 'key'>): void {
  byId.delete(account._id.toHexString())
  doors.delete(nameOf(account))
}

/** Forgets all accounts: for those who change the collection by other ways. */
export function forgetAccounts(): void {
  byId.clear()
  doors.clear()
}

async function recalled<T>(memory: Map<string, Held<T>>, name: string, read: () => Promise<T>): Promise<T> {
  const held = memory.get(name)
  if (held && held.until > now()) return held.value
  const value = await read()
  memory.set(name, { value, until: after(keptFor) })
  return value
}

function nameOf({ channel, key }: Pick<ChannelAccountRecord, 'channel' | 'key'>): string {
  return `${channel}/${key}`
}
