import type { Types } from 'mongoose'
import type { CategoryRef, PersonRef } from '../types.js'

/** Names behind ids, loaded beforehand: presenters ask nobody. */
export interface NameBook {
  user(id: Types.ObjectId | null): PersonRef | null
  team(id: Types.ObjectId | null): PersonRef | null
  category(key: string): CategoryRef | null
}

/** How much text a push may carry; it stays under 2 kB with all that is around it. */
export const pushedText = 1_000

/** The beginning of a text, cut between characters, with whether something is missing. */
export function cut(text: string, limit: number): { text: string; truncated: boolean } {
  if (Buffer.byteLength(text) <= limit) return { text, truncated: false }
  let short = Buffer.from(text).subarray(0, limit).toString('utf8')
  // The last character may have been cut in two.
  if (short.endsWith('\ufffd')) short = short.slice(0, -1)
  return { text: short, truncated: true }
}
