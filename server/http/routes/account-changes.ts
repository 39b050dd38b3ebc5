import { Types } from 'mongoose'
import { z } from 'zod'
import { NotFound } from '../../lib/errors.js'
import { lowerAscii } from '../../lib/fold.js'
import { randomSecret } from '../../lib/ids.js'
import { change } from '../../lib/mongo.js'
import { audit, type Origin } from '../../models/audits/index.js'
import * as accounts from '../../models/channel-accounts/index.js'
import { ensureDefault } from '../../models/teams/index.js'
import * as schemas from '../api/schemas.js'
import type { Web } from '../web.js'
import { definedOf } from './session.js'

/** Secrets go in and never come out: an answer names only which are set. */
export const secretName = z.enum(['smtpUrl', 'inboundSecret'])
const settings = z.strictObject({
  catchAll: z.boolean().optional(),
  acknowledge: z.boolean().optional(),
  fallbackCharset: z.string().min(1).max(40).optional(),
})
const smtpUrl = z
  .string()
  .max(500)
  .refine((url) => url === '' || /^smtps?:\/\/.+/.test(url), 'must start with smtp:// or smtps://')

export const accountInput = z.strictObject({
  channel: z.literal('email').default('email'),
  key: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/)
    .optional(),
  name: z.string().trim().min(1).max(120),
  addresses: z.array(z.string().trim().min(3).max(320)).min(1).max(20),
  team: schemas.objectIdText.nullable().optional(),
  locale: schemas.locale,
  settings: settings.default({}),
  secrets: z.strictObject({ smtpUrl: smtpUrl.optional() }).default({}),
})

export const accountChanges = accountInput
  .omit({ channel: true, key: true })
  .extend({ settings, secrets: z.strictObject({ smtpUrl: smtpUrl.optional() }) })
  .partial()
  .extend({ version: schemas.version, enabled: z.boolean().optional() })

export async function addAccount(
  web: Web,
  input: z.output<typeof accountInput>,
  by: Origin,
): Promise<accounts.ChannelAccountRecord> {
  const { team, key, secrets, settings: given, ...rest } = input
  const own =
    team === undefined ? (await ensureDefault())._id : team === null ? null : new Types.ObjectId(team)
  const made = await accounts.createAccount(
    {
      ...rest,
      key: key ?? keyFrom(rest.addresses[0] ?? ''),
      team: own,
      settings: definedOf(given),
      secrets: definedOf(secrets),
    },
    web.secrets,
  )
  await tell('channel_account.created', made, by)
  return made
}

export async function changeAccount(
  web: Web,
  id: string,
  input: z.output<typeof accountChanges>,
  by: Origin,
): Promise<accounts.ChannelAccountRecord> {
  const { version, team, settings: given, secrets, ...rest } = definedOf(input)
  const before = await accounts.accountById(new Types.ObjectId(id))
  const changed = await accounts.updateAccount(
    before._id,
    version,
    {
      ...definedOf(rest),
      ...(team === undefined ? {} : { team: team === null ? null : new Types.ObjectId(team) }),
      ...(given === undefined ? {} : { settings: { ...before.settings, ...definedOf(given) } }),
      ...(secrets === undefined ? {} : { secrets: definedOf(secrets) }),
    },
    web.secrets,
  )
  await tell('channel_account.changed', changed, by, before)
  return changed
}

/** A new inbound secret. @throws NotFound('channel_account_not_found') */
export async function rotateSecret(
  web: Web,
  id: string,
  by: Origin,
): Promise<{ secret: string; inboundUrl: string }> {
  const account = await accounts.accountById(new Types.ObjectId(id))
  if (account.channel !== 'email') throw new NotFound('channel_account_not_found')
  const secret = randomSecret()
  const changed = await accounts.updateAccount(
    account._id,
    account.version,
    { secrets: { inboundSecret: secret } },
    web.secrets,
  )
  await tell('channel_account.secret_rotated', changed, by)
  return { secret, inboundUrl: inboundUrl(web, changed) }
}

export function inboundUrl(web: Web, one: Pick<accounts.ChannelAccountRecord, 'channel' | 'key'>): string {
  return `${web.config.web.publicBaseUrl}/channels/${one.channel}/${one.key}`
}

async function tell(
  action: string,
  after: accounts.ChannelAccountRecord,
  by: Origin,
  before?: accounts.ChannelAccountRecord,
): Promise<void> {
  const thing = { kind: 'channel_account', id: after._id.toHexString() }
  await change((tx) =>
    audit({ action, thing, ...(before ? { before: shown(before) } : {}), after: shown(after) }, by, tx),
  )
}

function shown(one: accounts.ChannelAccountRecord): Record<string, unknown> {
  const { name, addresses, locale, enabled, settings: set } = one
  return { name, addresses, locale, enabled, settings: set, secretsSet: Object.keys(one.secrets) }
}

/** A key for URLs from an address: `destek@kargo.example` gives `destek-kargo-example`. */
function keyFrom(address: string): string {
  return (
    lowerAscii(address)
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 64) || 'email'
  )
}
