import { lowerAscii } from '../../lib/fold.js'
import { Invalid, NotFound } from '../../lib/errors.js'
import type { Tx } from '../../lib/mongo.js'
import { objectId, pageLimit, pageOf, type Page, type PageRequest } from '../page.js'
import { shortCache } from '../short-cache.js'
import { User, type UserRecord } from './user.js'

const cache = shortCache<UserRecord | null>(5_000, 1_000)

/** The user of this id, or null. Believed for 5 s, within this process corrected at once; do not change what you get. */
export async function byId(userId: string): Promise<UserRecord | null> {
  return cache.get(userId, () => User.findById(userId).lean<UserRecord>().exec())
}

/** Makes the next `byId` read again. */
export function forget(userId: string): void {
  cache.forget(userId)
}

/** The user of this address, or null. */
export async function byEmail(email: string): Promise<UserRecord | null> {
  return User.findOne({ email: normalEmail(email) }).lean<UserRecord>()
}

/** Users by address. @throws Invalid('bad_cursor') for a cursor that is no address */
export async function list(request: PageRequest & { team?: string } = {}): Promise<Page<UserRecord>> {
  const limit = pageLimit(request)
  const filter = {
    ...(request.team === undefined ? {} : { teams: objectId(request.team) }),
    ...(request.cursor === undefined ? {} : { email: { $gt: normalEmail(request.cursor, 'bad_cursor') } }),
  }
  const rows = await User.find(filter)
    .sort({ email: 1 })
    .limit(limit + 1)
    .lean<UserRecord[]>()
  return pageOf(rows, limit, (user) => user.email)
}

/** Whether anybody has an account yet. */
export async function hasAnyUser(): Promise<boolean> {
  return (await User.findOne({}, { _id: 1 }).sort({ _id: 1 }).lean()) !== null
}

/** The user as it stands now, read for a change. @throws NotFound('user_not_found') */
export async function readForChange(userId: string, tx: Tx): Promise<UserRecord> {
  const user = await User.findById(objectId(userId)).session(tx).lean<UserRecord>()
  if (user === null) throw new NotFound('user_not_found', { userId })
  return user
}

/** An address as it is kept. @throws Invalid(code) when it is none */
export function normalEmail(email: string, code = 'bad_email'): string {
  const address = lowerAscii(email.trim())
  if (address.length > 320 || !/^[^\s@<>",;:\\]+@[^\s@<>",;:\\]+$/.test(address)) throw new Invalid(code)
  return address
}
