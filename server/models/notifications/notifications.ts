import type { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import type { Tx } from '../../lib/mongo.js'
import { objectId, pageLimit, pageOf, type Page, type PageRequest } from '../page.js'
import { Notification, type NotificationRecord } from './notification.js'

export interface Notice {
  user: Types.ObjectId
  kind: NotificationRecord['kind']
  ticket?: Types.ObjectId
  /** What caused it; the same user is told of the same cause once. */
  event: string
  /** Whether to send it by mail as well. */
  mail?: boolean
}

/** Tells a colleague; of the same cause only once, whoever calls. Gives whether it was new. */
export async function notify(notice: Notice, tx?: Tx): Promise<boolean> {
  const { user, event, kind } = notice
  const fields = { kind, ticket: notice.ticket ?? null, readAt: null, createdAt: now() }
  const written = await Notification.updateOne(
    { user, event },
    { $setOnInsert: { ...fields, mailState: notice.mail === true ? 'due' : 'none' } },
    { upsert: true, runValidators: true, ...(tx === undefined ? {} : { session: tx }) },
  )
  return written.upsertedCount > 0
}

/**
 * Marks notifications of one's own as read; those of others are left alone.
 * @param ids without them all
 * @returns how many were unread before
 */
export async function markRead(user: Types.ObjectId, ids?: string[]): Promise<number> {
  const those = ids === undefined ? {} : { _id: { $in: ids.slice(0, 100).map((id) => objectId(id)) } }
  const written = await Notification.updateMany({ user, readAt: null, ...those }, { $set: { readAt: now() } })
  return written.modifiedCount
}

/** One's notifications, the newest first. @throws Invalid('bad_cursor') */
export async function list(
  user: Types.ObjectId,
  request: PageRequest & { unread?: boolean } = {},
): Promise<Page<NotificationRecord>> {
  const limit = pageLimit(request)
  const filter = {
    user,
    ...(request.unread === true ? { readAt: null } : {}),
    ...(request.cursor === undefined ? {} : { _id: { $lt: objectId(request.cursor, 'bad_cursor') } }),
  }
  const rows = await Notification.find(filter)
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean<NotificationRecord[]>()
  return pageOf(rows, limit, (row) => row._id.toHexString())
}

/** Unread ones, counted up to 100 ("99+" needs no more). */
export async function countUnread(user: Types.ObjectId): Promise<number> {
  return Notification.countDocuments({ user, readAt: null }, { limit: 100 })
}
