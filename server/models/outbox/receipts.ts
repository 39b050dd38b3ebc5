import type { Types } from 'mongoose'
import { change, type Tx } from '../../lib/mongo.js'
import type { IdentityRef, ReceiptItem } from '../intake/message-shapes.js'
import { park } from '../intake/parked.js'
import { Outbox, type OutboxRecord } from './outbox.js'
import { takeWaiting } from './parked-receipts.js'
import { report, type Report } from './report.js'

/** Where a receipt comes from. */
export interface ReceiptSource {
  account: Types.ObjectId
  /** Whose reading or receiving it tells, for watermarks. */
  by?: IdentityRef
}

/**
 * Applies a provider's report on a message of ours: found by our reference, by the provider's id, or (a watermark) all
 * that was sent to that address up to then. Reports come in any order and twice; see `advances`. One that names a
 * message we do not know yet waits for it.
 * @returns the letter it speaks of (of several the newest), or null when none is known
 */
export async function applyReceipt(item: ReceiptItem, from: ReceiptSource): Promise<OutboxRecord | null> {
  const found = await change(async (tx) => {
    const letters = await meant(item, from, tx)
    for (const letter of letters) if (!isOfEarlier(letter, item)) await report(letter, item, tx)
    const [newest] = letters
    if (!newest) await putAside(item, from, tx)
    return newest ?? null
  })
  // The letter may have learned its ids while this change could not see it.
  const late = found ?? (await letterNamed(item, from.account))
  if (!found && late) await takeWaiting(late._id)
  return late
}

/**
 * A bounce of a mail of ours, by its Message-ID: `failed` fails it, a delay is only noted.
 * @returns null when it is not ours
 */
export async function reportOnLetter(reference: string, item: Report): Promise<OutboxRecord | null> {
  return change(async (tx) => {
    const letter = await Outbox.findOne({ reference }).session(tx).lean<OutboxRecord>()
    if (letter) await report(letter, item, tx)
    return letter
  })
}

async function meant(item: ReceiptItem, from: ReceiptSource, tx: Tx): Promise<OutboxRecord[]> {
  const named = await letterNamed(item, from.account, tx)
  if (named) return [named]
  const { watermark, state } = item
  if (!watermark || !from.by || item.externalId || item.reference) return []
  return Outbox.find({
    account: from.account,
    'to.address': from.by.value,
    state: 'sent',
    sentAt: { $lte: watermark },
    ...(state === 'read' ? { 'receipt.state': { $ne: 'read' } } : { receipt: { $exists: false } }),
  })
    .sort({ createdAt: -1 })
    .limit(100)
    .session(tx)
    .lean<OutboxRecord[]>()
}

/** By our reference, else by the provider's id. */
async function letterNamed(
  { reference, externalId }: ReceiptItem,
  account: Types.ObjectId,
  tx?: Tx,
): Promise<OutboxRecord | null> {
  const one = (filter: object) =>
    Outbox.findOne({ ...filter, account })
      .session(tx ?? null)
      .lean<OutboxRecord>()
  const names = [reference, externalId].filter((name) => name !== undefined)
  const byReference = names.length > 0 ? await one({ reference: { $in: names } }) : null
  return byReference ?? (externalId === undefined ? null : await one({ externalIds: externalId }))
}

/** What is still said of an attempt before the letter was sent again says nothing about the present one. */
function isOfEarlier({ formerIds }: OutboxRecord, { externalId }: ReceiptItem): boolean {
  return externalId !== undefined && formerIds?.includes(externalId) === true
}

async function putAside(item: ReceiptItem, from: ReceiptSource, tx: Tx): Promise<void> {
  const target = item.reference ?? item.externalId
  if (target === undefined) return
  await park(from.account, target, { kind: 'receipt', items: [item], ...(from.by ? { by: from.by } : {}) }, tx)
} // prettier-ignore
