import { Types } from 'mongoose'
import { z } from 'zod'
import * as accounts from '../../models/channel-accounts/index.js'
import { route, type AnyRoute } from '../api/route.js'
import * as schemas from '../api/schemas.js'
import type { Web } from '../web.js'
import {
  accountChanges,
  accountInput,
  addAccount,
  changeAccount,
  inboundUrl,
  rotateSecret,
} from './account-changes.js'
import { connectAccount, testAccount } from './account-checks.js'
import { definedOf } from './session.js'

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
  secretsSet: z.array(z.string()),
  inboundUrl: z.string(),
  lastDeliveryAt: schemas.instant.nullable(),
  lastError: z.object({ code: z.string(), at: schemas.instant }).nullable(),
  version: z.number().int(),
})
const checks = z.object({
  checks: z.array(z.object({ code: z.string(), ok: z.boolean(), detail: z.string() })),
})

export const channelRoutes: AnyRoute[] = [
  route({
    method: 'get',
    path: '/channels',
    summary: 'Accounts of all channels; their secrets are never told',
    permission: { area: 'manage_channels' },
    query: schemas.pageQuery,
    responses: { 200: schemas.pageOf(account) },
    async handler({ web, query }) {
      const { items, next } = await accounts.accountPage(definedOf(query))
      return { items: await accountsJson(items, web), next }
    },
  }),
  route({
    method: 'post',
    path: '/channels',
    summary: 'Add an account of a channel; its fields are those of the channel’s set-up',
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
    summary: 'Make a new secret of those that are ours to make; the old one ends, the new one is shown once',
    permission: { area: 'manage_channels' },
    params: schemas.idParams,
    body: z.strictObject({ name: z.string().max(60).default('inboundSecret') }),
    responses: { 201: z.object({ secret: z.string(), inboundUrl: z.string() }) },
    handler: ({ web, origin, params, body }) => rotateSecret(web, params.id, origin, body.name),
  }),
  route({
    method: 'post',
    path: '/channels/:id/test',
    summary: 'Ask the provider whether an account works; nothing is sent to a customer',
    permission: { area: 'manage_channels' },
    params: schemas.idParams,
    responses: { 200: checks },
    handler: async ({ web, params }) => ({ checks: await testAccount(web, params.id) }),
  }),
  route({
    method: 'post',
    path: '/channels/:id/connect',
    summary: 'Tell the provider where to deliver, on channels where that can be done by a call',
    permission: { area: 'manage_channels' },
    params: schemas.idParams,
    responses: { 200: checks },
    handler: async ({ web, origin, params }) => ({ checks: await connectAccount(web, params.id, origin) }),
  }),
]

async function accountJson(
  one: accounts.ChannelAccountRecord,
  web: Web,
): Promise<z.input<typeof account> | undefined> {
  return (await accountsJson([one], web))[0]
}

async function accountsJson(
  all: readonly accounts.ChannelAccountRecord[],
  web: Web,
): Promise<z.input<typeof account>[]> {
  const activities = await accounts.activityOf(all)
  return all.map((one, index) => ({ ...ownJson(one, web), ...activityJson(activities[index]) }))
}

function ownJson(one: accounts.ChannelAccountRecord, web: Web) {
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
    secretsSet: Object.keys(one.secrets).sort(),
    inboundUrl: inboundUrl(web, one),
    version: one.version,
  }
}

function activityJson(activity: accounts.AccountActivity | undefined) {
  const error = activity?.lastError
  return {
    lastDeliveryAt: activity?.lastAt?.toISOString() ?? null,
    lastError: error ? { code: error.code, at: error.at.toISOString() } : null,
  }
}
