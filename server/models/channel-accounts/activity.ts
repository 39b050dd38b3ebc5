import type { Types } from 'mongoose'
import { Inbound, type InboundRecord } from '../intake/inbound.js'

/** What came in by an account lately. */
export interface AccountActivity {
  lastAt: Date | null
  /** The newest delivery that could not be taken in, or not yet. */
  lastError: { code: string; detail: string; at: Date } | null
}

/** @returns one for each account, in order */
export async function activityOf(accounts: readonly { _id: Types.ObjectId }[]): Promise<AccountActivity[]> {
  return Promise.all(accounts.map(({ _id }) => activityOfOne(_id)))
}

async function activityOfOne(account: Types.ObjectId): Promise<AccountActivity> {
  const [last, failed] = await Promise.all([lastDelivery(account), lastFailed(account)])
  return { lastAt: last?.receivedAt ?? null, lastError: failed?.error ?? null }
}

export function lastDelivery(account: Types.ObjectId) {
  return Inbound.findOne({ account }, { receivedAt: 1 })
    .sort({ receivedAt: -1 })
    .lean<Pick<InboundRecord, 'receivedAt'>>()
}

export function lastFailed(account: Types.ObjectId) {
  return Inbound.findOne({ account, 'error.at': { $gt: new Date(0) } }, { error: 1 })
    .sort({ 'error.at': -1 })
    .lean<Pick<InboundRecord, 'error'>>()
}
