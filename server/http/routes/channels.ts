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
  secretName,
} from './account-changes.js'

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
