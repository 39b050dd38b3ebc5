import { z } from 'zod'
import * as apiTokens from '../../models/api-tokens/index.js'
import type { ApiTokenRecord } from '../../models/api-tokens/index.js'
import * as teams from '../../models/teams/index.js'
import * as users from '../../models/users/index.js'
import { route, type AnyRoute } from '../api/route.js'
import * as schemas from '../api/schemas.js'
import { time, userJson } from '../api/shapes.js'
import { definedOf } from './session.js'

const team = z.object({ id: z.string(), name: z.string(), key: z.string(), isDefault: z.boolean() })
const token = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: schemas.instant,
  lastUsedAt: schemas.instant.nullable(),
  revoked: z.boolean(),
})
const teamIds = z.array(schemas.objectIdText).max(50)
const timeZone = z.string().min(1).max(64)

export const peopleRoutes: AnyRoute[] = [
  route({
    method: 'get',
    path: '/users',
    summary: 'Colleagues by address',
    permission: { area: 'manage_users' },
    query: schemas.pageQuery.extend({ team: schemas.objectIdText.optional() }),
    responses: { 200: schemas.pageOf(schemas.user) },
    async handler({ query }) {
      const page = await users.list(definedOf(query))
      return { items: page.items.map(userJson), next: page.next }
    },
  }),
  route({
    method: 'post',
    path: '/users',
    summary: 'Invite a colleague; the invitation link is in the answer and is shown once',
    permission: { area: 'manage_users' },
    body: z.strictObject({
      email: z.string().min(3).max(320),
      name: z.string().trim().min(1).max(200),
      role: schemas.role,
      teams: teamIds.optional(),
      locale: schemas.locale.optional(),
      timeZone: timeZone.optional(),
    }),
    responses: { 201: schemas.user.extend({ invitationUrl: z.string() }) },
    async handler({ web, origin, body }) {
      const { locale, timeZone: zone } = web.config.defaults
      const { user, token: secret } = await users.invite(
        { locale, timeZone: zone, ...definedOf(body) },
        origin,
      )
      web.names.forget()
      return { ...userJson(user), invitationUrl: `${web.config.web.publicBaseUrl}/invitations/${secret}` }
    },
  }),
  route({
    method: 'patch',
    path: '/users/:id',
    summary: "Change a colleague's name, role, teams, language or time zone",
    permission: { area: 'manage_users' },
    params: schemas.idParams,
    body: z.strictObject({
      name: z.string().trim().min(1).max(200).optional(),
      role: schemas.role.optional(),
      teams: teamIds.optional(),
      locale: schemas.locale.optional(),
      timeZone: timeZone.optional(),
    }),
    responses: { 200: schemas.user },
    async handler({ web, origin, params, body }) {
      const changed = await users.update(params.id, definedOf(body), origin)
      web.names.forget()
      web.disconnect?.(`user:${params.id}`)
      return userJson(changed)
    },
  }),
  route({
    method: 'post',
    path: '/users/:id/deactivation',
    summary: "End a colleague's access; their tickets and words stay",
    permission: { area: 'manage_users' },
    params: schemas.idParams,
    responses: { 200: schemas.user },
    async handler({ web, origin, params }) {
      const changed = await users.deactivate(params.id, origin)
      web.names.forget()
      web.disconnect?.(`user:${params.id}`)
      return userJson(changed)
    },
  }),
  route({
    method: 'delete',
    path: '/users/:id/deactivation',
    summary: 'Give a colleague their access back',
    permission: { area: 'manage_users' },
    params: schemas.idParams,
    responses: { 200: schemas.user },
    async handler({ web, origin, params }) {
      const changed = await users.reactivate(params.id, origin)
      web.names.forget()
      return userJson(changed)
    },
  }),
  route({
    method: 'get',
    path: '/teams',
    summary: 'All teams',
    permission: 'user',
    responses: { 200: schemas.pageOf(team) },
    handler: async () => ({ items: (await teams.list()).map(teamJson), next: null }),
  }),
  route({
    method: 'post',
    path: '/teams',
    summary: 'Make a team',
    permission: { area: 'manage_users' },
    body: z.strictObject({ name: z.string().trim().min(1).max(120), key: z.string().min(1).max(64) }),
    responses: { 201: team },
    async handler({ web, origin, body }) {
      const made = await teams.create(body, origin)
      web.names.forget()
      return teamJson(made)
    },
  }),
  route({
    method: 'get',
    path: '/tokens',
    summary: "One's own API tokens; the secrets are not kept",
    permission: 'user',
    responses: { 200: schemas.pageOf(token) },
    handler: async ({ actor }) => ({ items: (await apiTokens.list(actor.id)).map(tokenJson), next: null }),
  }),
  route({
    method: 'post',
    path: '/tokens',
    summary: 'Make an API token; the secret is in the answer and is shown once',
    permission: { area: 'create_token' },
    body: z.strictObject({ name: z.string().trim().min(1).max(120) }),
    responses: { 201: token.extend({ secret: z.string() }) },
    async handler({ actor, origin, body }) {
      const made = await apiTokens.create({ userId: actor.id, name: body.name }, origin)
      return { ...tokenJson(made.token), secret: made.secret }
    },
  }),
  route({
    method: 'delete',
    path: '/tokens/:id',
    summary: 'End an API token for good',
    permission: 'user',
    params: schemas.idParams,
    responses: { 204: null },
    handler: ({ origin, params }) => apiTokens.revoke(params.id, origin),
  }),
]

function teamJson(one: Awaited<ReturnType<typeof teams.list>>[number]): z.input<typeof team> {
  return { id: one._id.toHexString(), name: one.name, key: one.key, isDefault: one.isDefault }
}

function tokenJson(one: ApiTokenRecord): z.input<typeof token> {
  return {
    id: one._id.toHexString(),
    name: one.name,
    createdAt: one.createdAt.toISOString(),
    lastUsedAt: time(one.lastUsedAt),
    revoked: one.revocation !== undefined,
  }
}
