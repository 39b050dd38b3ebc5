import { Types } from 'mongoose'
import { z } from 'zod'
import { NotFound } from '../../lib/errors.js'
import { lowerAscii } from '../../lib/fold.js'
import { randomSecret } from '../../lib/ids.js'
import { change } from '../../lib/mongo.js'
import { audit, type Origin } from '../../models/audits/index.js'
import * as accounts from '../../models/channel-accounts/index.js'
import { ensureDefault } from '../../models/teams/index.js'
import { route, type AnyRoute } from '../api/route.js'
import * as schemas from '../api/schemas.js'
import type { Web } from '../web.js'
import { definedOf } from './session.js'

/** Secrets go in and never come out: an answer names only which are set. */
const secretName = z.enum(['smtpUrl', 'inboundSecret'])
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

const account = z.object({
  id: z.string(),
  channel: z.string(),
  key: z.string(),
  name: z.string(),
  addresses: z.array(z.string()),
  team: z.string().nullable(),
  locale: schemas.locale,
  enabled: z.boolean(),
  settings: z.record(z.string(), z.unknown()),
  secretsSet: z.array(secretName),
  inboundUrl: z.string(),
  version: z.number().int(),
})

export const channelRoutes: AnyRoute[] = [
  route({
    method: 'get',
    path: '/channels',
    summary: 'Accounts of all channels; their secrets are never told',
    permission: { area: 'manage_channels' },
    responses: { 200: schemas.pageOf(account) },
    handler: async ({ web }) => ({
      items: (await accounts.listAccounts()).map((one) => accountJson(one, web)),
      next: null,
    }),
  }),
  route({
    method: 'post',
    path: '/channels',
    summary: 'Add an e-mail account',
    permission: { area: 'manage_channels' },
    body: accountInput,
    responses: { 201: account },
    handler: async ({ web, origin, body }) => accountJson(await addAccount(web, body, origin), web),
  }),
  route({
    method: 'get',
    path: '/channels/:id',
    summary: 'One account',
    permission: { area: 'manage_channels' },
    params: schemas.idParams,
    responses: { 200: account },
    handler: async ({ web, params }) =>
      accountJson(await accounts.accountById(new Types.ObjectId(params.id)), web),
  }),
  route({
    method: 'patch',
    path: '/channels/:id',
    summary: 'Change an account; a secret given as an empty text is removed',
    permission: { area: 'manage_channels' },
    params: schemas.idParams,
    body: accountChanges,
    responses: { 200: account },
    handler: async ({ web, origin, params, body }) =>
      accountJson(await changeAccount(web, params.id, body, origin), web),
  }),
  route({
    method: 'post',
    path: '/channels/:id/secret',
    summary: 'Make a new secret for the inbound door; the old one ends, the new one is shown once',
    permission: { area: 'manage_channels' },
    params: schemas.idParams,
    responses: { 201: z.object({ secret: z.string(), inboundUrl: z.string() }) },
    handler: ({ web, origin, params }) => rotateSecret(web, params.id, origin),
  }),
]

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

function accountJson(one: accounts.ChannelAccountRecord, web: Web): z.input<typeof account> {
  return {
    id: one._id.toHexString(),
    channel: one.channel,
    key: one.key,
    name: one.name,
    addresses: one.addresses,
    team: one.team?.toHexString() ?? null,
    locale: one.locale,
    enabled: one.enabled,
    settings: one.settings,
    secretsSet: secretName.options.filter((name) => one.secrets[name] !== undefined),
    inboundUrl: inboundUrl(web, one),
    version: one.version,
  }
}
