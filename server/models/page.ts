import { Types } from 'mongoose'
import { Invalid } from '../lib/errors.js'

/** One page of a list; `next` is the cursor of the page after it, null at the end. */
export interface Page<T> {
  items: T[]
  next: string | null
}

export interface PageRequest {
  /** `next` of the page before; without it the list starts at its beginning. */
  cursor?: string
  /** 1 to 100; 50 without it. */
  limit?: number
}

/** The page's size within its bounds. */
export function pageLimit(request: PageRequest): number {
  return Math.min(100, Math.max(1, Math.floor(request.limit ?? 50)))
}

/** Cuts `limit + 1` rows read to a page; the cursor is the key of its last row. */
export function pageOf<T>(rows: T[], limit: number, keyOf: (row: T) => string): Page<T> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last !== undefined ? keyOf(last) : null }
}

/**
 * A cursor or an id from outside as an ObjectId.
 * @throws Invalid(code) when it is not 24 hex digits
 */
export function objectId(text: string, code = 'bad_id'): Types.ObjectId {
  if (!/^[0-9a-f]{24}$/i.test(text)) throw new Invalid(code)
  return new Types.ObjectId(text)
}
