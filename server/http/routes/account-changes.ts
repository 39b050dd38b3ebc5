import { Types } from 'mongoose'
import { z } from 'zod'
import type { ChannelSetup } from '../../../channels/channel.js'
import { channels } from '../../../channels/index.js'
import { Conflict, Invalid } from '../../lib/errors.js'
import { fold, lowerAscii } from '../../lib/fold.js'
import { randomSecret } from '../../lib/ids.js'
import type { Origin } from '../../models/audits/index.js'
import * as accounts from '../../models/channel-accounts/index.js'
import { channelNames, type ChannelName } from '../../models/intake/message-shapes.js'
import { ensureDefault } from '../../models/teams/index.js'
import * as schemas from '../api/schemas.js'
import type { Web } from '../web.js'
import { faultsOf, mergedSettings, type GivenFields, type StoredFields } from './account-fields.js'
import { isOwnSecretOf, madeSecrets } from './account-secrets.js'
import { definedOf } from './session.js'

const fieldName = z.string().regex(/^[A-Za-z]\w{0,40}$/)

export const accountInput = z.strictObject({
  channel: z.enum(channelNames).default('email'),
  key: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/)
    .optional(),
  name: z.string().trim().min(1).max(120),
  addresses: z.array(z.string().trim().min(1).max(320)).max(20).default([]),
  team: schemas.objectIdText.nullable().optional(),
  locale: schemas.locale,
  settings: z.record(fieldName, z.unknown()).default({}),
  secrets: z.record(fieldName, z.string().max(4_000)).default({}),
})

export const accountChanges = accountInput
  .omit({ channel: true, key: true })
  .extend({
    addresses: z.array(z.string().trim().min(1).max(320)).max(20),
    settings: z.record(fieldName, z.unknown()),
    secrets: z.record(fieldName, z.string().max(4_000)),
  })
  .partial()
  .extend({ version: schemas.version, enabled: z.boolean().optional() })

/**
 * Adds an account of any channel that is set up by hand; secrets that we make ourselves are made where none is given.
 * @throws Invalid('channel_account_invalid') naming each field at fault, Invalid as cleanAddresses, Conflict as createAccount
 */
export async function addAccount(
  web: Web,
  input: z.output<typeof accountInput>,
  by: Origin,
): Promise<accounts.ChannelAccountRecord> {
  const { team, key, secrets, settings, ...rest } = input
  const { fields } = setupOf(input.channel)
  const all = { ...secrets, ...madeSecrets(fields, secrets) }
  assertFields(input.channel, { addresses: input.addresses, settings, secrets: all }, null)
  const given = { ...rest, team: await teamOf(team), settings: mergedSettings({}, settings), secrets: all }
  if (key !== undefined) return accounts.createAccount({ ...given, key }, web.secrets, by)
  return createUnderFreeKey(given, web, by)
}

/** @throws as addAccount; Conflict('version_conflict') */
export async function changeAccount(
  web: Web,
  id: string,
  input: z.output<typeof accountChanges>,
  by: Origin,
): Promise<accounts.ChannelAccountRecord> {
  const { version, team, settings, secrets, ...rest } = definedOf(input)
  const before = await accounts.accountById(new Types.ObjectId(id))
  assertFields(before.channel, { addresses: rest.addresses, settings, secrets }, before)
  const changes = {
    ...definedOf(rest),
    ...(team === undefined ? {} : { team: await teamOf(team) }),
    ...(settings === undefined ? {} : { settings: mergedSettings(before.settings, settings) }),
    ...(secrets === undefined ? {} : { secrets }),
  }
  return accounts.updateAccount(before._id, version, changes, web.secrets, by)
}

/**
 * A new secret of those that we make ourselves; the old one ends.
 * @throws Invalid('secret_not_ours') for one that the provider gives out, NotFound('channel_account_not_found')
 */
export async function rotateSecret(
  web: Web,
  id: string,
  by: Origin,
  name = 'inboundSecret',
): Promise<{ secret: string; inboundUrl: string }> {
  const account = await accounts.accountById(new Types.ObjectId(id))
  if (!isOwnSecretOf(account.channel, setupOf(account.channel).fields, name))
    throw new Invalid('secret_not_ours', { name })
  const secret = randomSecret()
  const action = 'channel_account.secret_rotated'
  const change = { secrets: { [name]: secret } }
  const changed = await accounts.updateAccount(account._id, account.version, change, web.secrets, by, action)
  return { secret, inboundUrl: inboundUrl(web, changed) }
}

/** Where the provider delivers. */
export function inboundUrl(web: Web, one: Pick<accounts.ChannelAccountRecord, 'channel' | 'key'>): string {
  return `${web.config.web.publicBaseUrl}/channels/${one.channel}/${one.key}`
}

/** @throws Invalid('channel_not_available') for one that is not set up by hand */
export function setupOf(channel: ChannelName): ChannelSetup {
  const known: Partial<Record<ChannelName, { setup?: ChannelSetup }>> = channels
  const setup = known[channel]?.setup
  if (!setup) throw new Invalid('channel_not_available', { channel })
  return setup
}

/** The channels whose accounts are set up by hand. */
export function channelsWithSetup(): ChannelName[] {
  const known: Partial<Record<ChannelName, { setup?: ChannelSetup }>> = channels
  return channelNames.filter((name) => known[name]?.setup !== undefined)
}

function assertFields(channel: ChannelName, given: GivenFields, stored: StoredFields | null): void {
  const fields = faultsOf(setupOf(channel).fields, given, stored)
  if (fields.length > 0) throw new Invalid('channel_account_invalid', { fields })
}

async function teamOf(team: string | null | undefined): Promise<Types.ObjectId | null> {
  if (team === undefined) return (await ensureDefault())._id
  return team === null ? null : new Types.ObjectId(team)
}

const triesForKey = 20

/** Keys stand in URLs, so they are made of the account's own words: `destek-kargo-example`, then `destek-kargo-example-2`. */
async function createUnderFreeKey(
  given: Omit<accounts.AccountInput, 'key'>,
  web: Web,
  by: Origin,
): Promise<accounts.ChannelAccountRecord> {
  const base = keyFrom(given)
  for (let n = 1; ; n += 1) {
    try {
      return await accounts.createAccount({ ...given, key: n === 1 ? base : `${base}-${n}` }, web.secrets, by)
    } catch (error) {
      const taken = error instanceof Conflict && error.code === 'channel_account_exists'
      if (!taken || n === triesForKey) throw error
    }
  }
}

function keyFrom({ channel, name, addresses }: Omit<accounts.AccountInput, 'key'>): string {
  const words = channel === 'email' ? lowerAscii(addresses[0] ?? '') : fold(name)
  const key = words
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-|-$/g, '')
  return key || channel
}
