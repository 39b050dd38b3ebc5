import type { Types } from 'mongoose'
import { Conflict } from '../../lib/errors.js'
import { change } from '../../lib/mongo.js'
import { audit, type Origin } from '../audits/audit.js'
import type { Because } from '../because.js'
import { Customer, type CustomerRecord } from './customer.js'
import { mergeInto } from './merge.js'
import type { MergeRecord } from './merge-journal.js'
import { undoMerge } from './undo-merge.js'

/**
 * A person's decision that two customers are one. Told in the audit.
 * @param because the evidence they were shown, kept in the journal
 * @returns the journal, by whose id it can be taken back
 * @throws Conflict('customer_already_merged') when somebody was faster, and what `mergeInto` throws
 */
export async function mergePeople(
  { from, into, because }: { from: Types.ObjectId; into: Types.ObjectId; because: Because[] },
  origin: Origin,
): Promise<MergeRecord> {
  return change(async (tx) => {
    const merged = await Customer.find({ _id: { $in: [from, into] }, mergedInto: { $ne: null } }, { mergedInto: 1 })
      .session(tx)
      .lean<Pick<CustomerRecord, '_id' | 'mergedInto'>[]>()
    const [first] = merged
    if (first) throw new Conflict('customer_already_merged', { customer: first._id.toHexString() })
    const journal = await mergeInto({ from, into, because }, origin.actor, tx)
    await audit({ action: 'customer.merged', ...auditFacts(journal) }, origin, tx)
    return journal
  })
} // prettier-ignore

/** Takes a merge back; told in the audit. @throws what `undoMerge` throws */
export async function partPeople(id: Types.ObjectId, origin: Origin): Promise<MergeRecord> {
  return undoMerge(id, origin.actor, (journal, tx) =>
    audit({ action: 'customer.unmerged', ...auditFacts(journal) }, origin, tx),
  )
}

function auditFacts({ _id, from, into }: MergeRecord) {
  return {
    thing: { kind: 'customer', id: into.toHexString() },
    after: { merge: _id.toHexString(), from: from.toHexString(), into: into.toHexString() },
  }
}
