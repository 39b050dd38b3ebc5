import type { Types } from 'mongoose'
import type { Tx } from '../../lib/mongo.js'
import { system } from '../actor.js'
import type { Because } from '../because.js'
import type { IdentityRef } from '../intake/message-shapes.js'
import { Identity, type CustomerRecord } from './customer.js'
import { survivor } from './find.js'
import { identityRow, keyOf, knownCustomers, type Person } from './identify.js'
import { areTwoShopAccounts, mergeInto } from './merge.js'
import { forgetOldNumbers, recognise } from './recognise.js'

/**
 * Somebody has answered what we wrote to their address: the address is theirs, and whoever had it until now is the same
 * person as the one we wrote to. Two people whom the shop knows apart stay two.
 * @param customer whom we wrote to
 * @param proved the address or number, with the proof 'roundtrip'
 * @param because what proves it, where that is not an answered mail
 */
export async function joinAnswerer(
  customer: Types.ObjectId,
  proved: IdentityRef,
  person: Person,
  tx: Tx,
  because: Because[] = [{ code: 'answered_our_mail', detail: proved.value }],
): Promise<CustomerRecord> {
  await forgetOldNumbers([proved], tx)
  const written = await survivor(customer, tx)
  const owner = (await knownCustomers([{ refs: [proved] }], tx)).get(keyOf(proved))
  const refs = person.refs.map((ref) => (keyOf(ref) === keyOf(proved) ? proved : ref))
  if (!written) return recognise({ ...person, refs }, tx)
  if (!owner) {
    await Identity.insertMany([identityRow(proved, written._id)], { session: tx, lean: true })
    return recognise({ ...person, refs }, tx)
  }
  if (!owner._id.equals(written._id) && !(await areTwoShopAccounts(owner._id, written._id, tx))) {
    const [older, newer] = owner.createdAt <= written.createdAt ? [owner, written] : [written, owner]
    await mergeInto({ from: newer._id, into: older._id, because }, system, tx)
  }
  return recognise({ ...person, refs }, tx)
}
