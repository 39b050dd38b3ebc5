import { Types } from 'mongoose'
import { Invalid } from '../../lib/errors.js'

/** The place in a list that is sorted by a time and an id, newest first, as text for URLs. */
export function timeCursor(at: Date, id: Types.ObjectId): string {
  return `${at.getTime().toString(36)}.${id.toHexString()}`
}

/** @throws Invalid('cursor_invalid') */
export function readTimeCursor(text: string): { at: Date; id: Types.ObjectId } {
  const match = /^([0-9a-z]{1,10})\.([0-9a-f]{24})$/.exec(text)
  if (!match) throw new Invalid('cursor_invalid')
  return { at: new Date(parseInt(match[1] ?? '', 36)), id: new Types.ObjectId(match[2]) }
}

/** Cuts `limit + 1` rows to a page. */
export function timePage<T extends { _id: Types.ObjectId }>(
  rows: T[],
  limit: number,
  at: (row: T) => Date,
): { items: T[]; next: string | null } {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last ? timeCursor(at(last), last._id) : null }
}
