import type { Types } from 'mongoose'
import { after, now, seconds } from '../../lib/clock.js'
import { Conflict, Invalid, NotFound } from '../../lib/errors.js'
import { lowerAscii } from '../../lib/fold.js'
import { randomSecret } from '../../lib/ids.js'
import { isDuplicate } from '../../lib/mongo.js'
import type { Secrets } from '../../lib/secrets.js'
import type { ChannelName } from '../intake/message-shapes.js'
import { ChannelAccountModel, type ChannelAccountRecord } from './channel-account.js'

export type { ChannelAccountRecord } from './channel-account.js'

/** An account with its secrets readable, as adapters take it. */
export interface OpenAccount {
  id: string
  channel: ChannelName
  key: string
  name: string
  addresses: string[]
  locale: 'tr' | 'en'
  settings: Record<string, unknown>
  secrets: Record<string, string>
}

const cache = new Map<string, { account: ChannelAccountRecord; until: Date }>()

/** The account of this id; read again after 5 s at the latest. @throws NotFound('channel_account_not_found') */
export async function accountById(id: Types.ObjectId): Promise<ChannelAccountRecord> {
  const key = id.toHexString()
  const held = cache.get(key)
  if (held && held.until > now()) return held.account
  const account = await ChannelAccountModel.findById(id).lean<ChannelAccountRecord>()
  if (!account) throw new NotFound('channel_account_not_found', { id: key })
  cache.set(key, { account, until: after(seconds(5)) })
  return account
}

/** @throws NotFound('channel_account_not_found') also when it is switched off */
export async function accountByKey(channel: ChannelName, key: string): Promise<ChannelAccountRecord> {
  const account = await ChannelAccountModel.findOne({ channel, key }).lean<ChannelAccountRecord>()
  if (!account?.enabled) throw new NotFound('channel_account_not_found', { channel, key })
  return account
}

/**
 * The e-mail account that answers for an address: by exact address (a `+tag` aside), else the catch-all one.
 * @returns null when no account takes mail for it
 */
export async function accountForAddress(address: string): Promise<ChannelAccountRecord | null> {
  const plain = lowerAscii(address).replace(/\+[^@]*(?=@)/, '')
  const enabled = { channel: 'email' as const, enabled: true }
  const own = await ChannelAccountModel.findOne({ ...enabled, addresses: { $in: [plain, lowerAscii(address)] } }).lean<ChannelAccountRecord>()
  return own ?? ChannelAccountModel.findOne({ ...enabled, 'settings.catchAll': true }).lean<ChannelAccountRecord>()
} // prettier-ignore

/** All accounts of a channel, or of every channel, by name. */
export async function listAccounts(channel?: ChannelName): Promise<ChannelAccountRecord[]> {
  return ChannelAccountModel.find(channel ? { channel } : {})
    .sort({ channel: 1, key: 1 })
    .limit(200)
    .lean<ChannelAccountRecord[]>()
}

/** Decrypts an account's secrets for one use. */
export function openAccount(account: ChannelAccountRecord, secrets: Secrets): OpenAccount {
  return {
    id: account._id.toHexString(),
    channel: account.channel,
    key: account.key,
    name: account.name,
    addresses: account.addresses,
    locale: account.locale,
    settings: { ...account.settings, locale: account.locale },
    secrets: Object.fromEntries(
      Object.entries(account.secrets).map(([name, sealed]) => [name, secrets.decrypt(sealed)]),
    ),
  }
}

export interface AccountInput {
  channel: ChannelName
  key: string
  name: string
  addresses: string[]
  team: Types.ObjectId | null
  locale: 'tr' | 'en'
  settings: Record<string, unknown>
  secrets?: Record<string, string>
}

/** @throws Conflict('channel_account_exists'), Invalid('address_invalid') */
export async function createAccount(input: AccountInput, secrets: Secrets): Promise<ChannelAccountRecord> {
  const at = now()
  const given = { inboundSecret: randomSecret(), ...input.secrets }
  try {
    const made = await ChannelAccountModel.create({
      ...input,
      addresses: cleanAddresses(input.addresses),
      secrets: seal(given, secrets),
      enabled: true,
      version: 1,
      createdAt: at,
      updatedAt: at,
    })
    return made.toObject()
  } catch (error) {
    if (isDuplicate(error))
      throw new Conflict('channel_account_exists', { channel: input.channel, key: input.key })
    throw error
  }
}

/** Changes an account. A secret given as '' is removed, one not named stays. @throws Conflict('version_conflict') */
export async function updateAccount(
  id: Types.ObjectId,
  seen: number,
  changes: Partial<Omit<AccountInput, 'channel' | 'key'>> & { enabled?: boolean },
  secrets: Secrets,
): Promise<ChannelAccountRecord> {
  const { secrets: plain = {}, addresses, ...rest } = changes
  const removed = Object.keys(plain).filter((name) => plain[name] === '')
  const kept = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== ''))
  const sealed = Object.entries(seal(kept, secrets)).map(([name, value]): [string, string] => [
    `secrets.${name}`,
    value,
  ])
  const updated = await ChannelAccountModel.findOneAndUpdate(
    { _id: id, version: seen },
    {
      $set: { ...rest, ...(addresses ? { addresses: cleanAddresses(addresses) } : {}), ...Object.fromEntries(sealed), updatedAt: now() },
      ...(removed.length > 0 ? { $unset: Object.fromEntries(removed.map((name) => [`secrets.${name}`, 1])) } : {}),
      $inc: { version: 1 },
    },
    { returnDocument: 'after' },
  ).lean<ChannelAccountRecord>() // prettier-ignore
  cache.delete(id.toHexString())
  if (!updated) throw new Conflict('version_conflict', { seen })
  return updated
}

/** The first account, so that a newcomer's first mail arrives: it takes every address until others are set up. */
export async function ensureFirstAccount(
  first: { address: string; locale: 'tr' | 'en'; team: Types.ObjectId | null },
  secrets: Secrets,
): Promise<void> {
  if (await ChannelAccountModel.exists({ channel: 'email' })) return
  try {
    await createAccount(
      {
        channel: 'email',
        key: 'support',
        name: first.locale === 'tr' ? 'Destek' : 'Support',
        addresses: [first.address],
        team: first.team,
        locale: first.locale,
        settings: { catchAll: true, acknowledge: true, fallbackCharset: 'windows-1254' },
      },
      secrets,
    )
  } catch (error) {
    // Two processes starting at once on an empty database: one account is what both wanted.
    if (!(error instanceof Conflict)) throw error
  }
}

function seal(plain: Record<string, string>, secrets: Secrets): Record<string, string> {
  return Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, secrets.encrypt(value)]))
}

function cleanAddresses(addresses: string[]): string[] {
  const clean = [
    ...new Set(addresses.map((address) => lowerAscii(address.trim())).filter((address) => address !== '')),
  ]
  const bad = clean.find((address) => !/^[^\s@,;<>"]+@[^\s@,;<>"]+$/.test(address))
  if (bad !== undefined) throw new Invalid('address_invalid', { address: bad })
  return clean
}
