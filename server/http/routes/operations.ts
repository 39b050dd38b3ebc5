import { z } from 'zod'
import * as audits from '../../models/audits/index.js'
import * as notifications from '../../models/notifications/index.js'
import { route, type AnyRoute } from '../api/route.js'
import * as schemas from '../api/schemas.js'
import { actorJson, time } from '../api/shapes.js'
import { systemJson, systemState } from '../system.js'
import { definedOf } from './session.js'

const auditRow = z.object({
  id: z.string(),
  at: schemas.instant,
  actor: z.object({ kind: z.string(), id: z.string().nullable(), name: z.string() }),
  action: z.string(),
  thing: z.object({ kind: z.string(), id: z.string() }),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
  ip: z.string().nullable(),
})
const notification = z.object({
  id: z.string(),
  kind: z.string(),
  ticket: z.string().nullable(),
  readAt: schemas.instant.nullable(),
  createdAt: schemas.instant,
})

export const operationRoutes: AnyRoute[] = [
  route({
    method: 'get',
    path: '/audit',
    summary: 'Who changed what in the administration, newest first',
    permission: { area: 'see_audit' },
    query: schemas.pageQuery,
    responses: { 200: schemas.pageOf(auditRow) },
    async handler({ query }) {
      const page = await audits.list(definedOf(query))
      return { items: page.items.map(auditJson), next: page.next }
    },
  }),
  route({
    method: 'get',
    path: '/notifications',
    summary: "One's own notifications, newest first",
    permission: 'user',
    query: schemas.pageQuery.extend({ unread: z.literal('1').optional() }),
    responses: { 200: schemas.pageOf(notification).extend({ unread: z.number().int() }) },
    async handler({ user, query: { unread, ...page } }) {
      const found = await notifications.list(user._id, { ...definedOf(page), unread: unread !== undefined })
      const items = found.items.map((one) => ({
        id: one._id.toHexString(),
        kind: one.kind,
        ticket: one.ticket?.toHexString() ?? null,
        readAt: time(one.readAt),
        createdAt: one.createdAt.toISOString(),
      }))
      return { items, next: found.next, unread: await notifications.countUnread(user._id) }
    },
  }),
  route({
    method: 'post',
    path: '/notifications/read',
    summary: "Mark one's own notifications as read: those named, or all",
    permission: 'user',
    body: z.strictObject({ ids: z.array(schemas.objectIdText).max(100).optional() }),
    responses: { 200: z.object({ marked: z.number().int() }) },
    handler: async ({ user, body }) => ({ marked: await notifications.markRead(user._id, body.ids) }),
  }),
  route({
    method: 'get',
    path: '/system',
    summary: 'Health of the parts, queues and versions',
    permission: { area: 'see_system' },
    responses: { 200: systemJson },
    handler: ({ web }) => systemState(web),
  }),
]

function auditJson(one: audits.AuditRecord): z.input<typeof auditRow> {
  const { actor, action, thing, before, after, ip } = one
  return {
    id: one._id.toHexString(),
    at: one.at.toISOString(),
    actor: actorJson(actor),
    action,
    thing: { kind: thing.kind, id: thing.id },
    before,
    after,
    ip,
  }
}
