import type { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { Conflict } from '../../lib/errors.js'
import { randomSecret } from '../../lib/ids.js'
import { change, isDuplicate } from '../../lib/mongo.js'
import type { Secrets } from '../../lib/secrets.js'
import { system } from '../actor.js'
import { audit, type Origin } from '../audits/index.js'
import type { ChannelName } from '../intake/message-shapes.js'
import { cleanAddresses } from './addresses.js'
import { ChannelAccountModel, type ChannelAccountRecord } from './channel-account.js'
import { forgetAccount } from './memory.js'
import { seal } from './open.js'

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

/**
 * Adds an account, and the audit row that tells who did.
 * @throws Conflict('channel_account_exists' | 'channel_address_taken'), Invalid as cleanAddresses
 */
export async function createAccount(
  input: AccountInput,
  secrets: Secrets,
  by: Origin = { actor: system },
): Promise<ChannelAccountRecord> {
  const at = now()
  const addresses = cleanAddresses(input.channel, input.addresses, input.settings)
  const sealed = seal({ inboundSecret: randomSecret(), ...input.secrets }, secrets)
  const row = { ...input, addresses, secrets: sealed, enabled: true, version: 1, createdAt: at, updatedAt: at }
  try {
    const made = await change(async (tx) => {
      const [document] = await ChannelAccountModel.create([row], { session: tx })
      const account = (document as NonNullable<typeof document>).toObject()
      await audit({ action: 'channel_account.created', thing: thingOf(account), after: shown(account) }, by, tx)
      return account
    })
    forgetAccount(made)
    return made
  } catch (error) {
    throw toConflict(error, { channel: input.channel, key: input.key })
  }
} // prettier-ignore

/** The first account, so that a newcomer's first mail arrives: it takes every address until others are set up. */
export async function ensureFirstAccount(
  first: { address: string; locale: 'tr' | 'en'; team: Types.ObjectId | null },
  secrets: Secrets,
): Promise<void> {
  await ensureOne({
    channel: 'email',
    key: 'support',
    name: first.locale === 'tr' ? 'Destek' : 'Support',
    addresses: [first.address],
    team: first.team,
    locale: first.locale,
    settings: { catchAll: true, acknowledge: true, fallbackCharset: 'windows-1254' },
  }, secrets)
} // prettier-ignore

/** The account of the public complaint form, so that it is open from the first start. */
export async function ensureFormAccount(
  first: { locale: 'tr' | 'en'; team: Types.ObjectId | null },
  secrets: Secrets,
): Promise<void> {
  const name = first.locale === 'tr' ? 'Şikâyet formu' : 'Complaint form'
  const settings = { acknowledge: true, statusLink: true }
  await ensureOne({ channel: 'form', key: 'complaint', name, addresses: [], ...first, settings }, secrets)
}

async function ensureOne(account: AccountInput, secrets: Secrets): Promise<void> {
  if (await ChannelAccountModel.exists({ channel: account.channel })) return
  try {
    await createAccount(account, secrets)
  } catch (error) {
    // Two processes starting at once on an empty database: one account is what both wanted.
    if (!(error instanceof Conflict)) throw error
  }
}

/** A unique index's word as one of ours; what is none is given back. */
export function toConflict(error: unknown, { channel, key }: { channel: ChannelName; key: string }): unknown {
  if (isDuplicate(error, 'addresses'))
    return new Conflict('channel_address_taken', { channel, address: addressIn(error) })
  return isDuplicate(error) ? new Conflict('channel_account_exists', { channel, key }) : error
}

export function thingOf(account: Pick<ChannelAccountRecord, '_id'>): { kind: string; id: string } {
  return { kind: 'channel_account', id: account._id.toHexString() }
}

/** An account as the audit keeps it: of its secrets only which are set. */
export function shown({ name, addresses, team, locale, enabled, settings, secrets }: ChannelAccountRecord): Record<string, unknown> {
  return { name, addresses, team, locale, enabled, settings, secretsSet: Object.keys(secrets) }
} // prettier-ignore

function addressIn(error: unknown): string {
  const { keyValue } = error as { keyValue?: { addresses?: unknown } }
  return typeof keyValue?.addresses === 'string' ? keyValue.addresses : ''
}
