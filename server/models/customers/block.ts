import type { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { Invalid, NotFound } from '../../lib/errors.js'
import { change, type Tx } from '../../lib/mongo.js'
import { actorRef } from '../actor.js'
import { audit, type Origin } from '../audits/audit.js'
import type { IdentityRef } from '../intake/message-shapes.js'
import { Ticket, type TicketRecord } from '../tickets/ticket.js'
import { Customer, type CustomerRecord } from './customer.js'
import { survivor } from './find.js'
import { knownCustomers } from './identify.js'

type Block = NonNullable<CustomerRecord['blocked']>

/** The longest reason that is kept, in characters. */
export const mostReason = 500

/**
 * Takes nothing more from a customer by any channel, for a reason and as long as wanted; what they wrote stays, and what
 * they write is kept unread. Blocking anew replaces reason and end. Told in the audit by the same change.
 * @param until null for as long as nobody ends it
 * @throws NotFound('customer_not_found'), Invalid('block_reason_needed'), Invalid('block_end_in_past')
 */
export async function block(
  id: Types.ObjectId,
  { reason, until }: { reason: string; until: Date | null },
  origin: Origin,
): Promise<void> {
  const why = reason.replace(/\s+/g, ' ').trim().slice(0, mostReason)
  if (why === '') throw new Invalid('block_reason_needed')
  if (until && until <= now()) throw new Invalid('block_end_in_past')
  const blocked: Block = { by: actorRef(origin.actor), at: now(), reason: why, ...(until ? { until } : {}) }
  await change(async (tx) => {
    const customer = await existing(id, tx)
    await Customer.updateOne({ _id: customer._id }, { $set: { blocked, updatedAt: now() } }, { session: tx })
    await told('customer.blocked', customer, { reason: why, until: until?.toISOString() ?? null }, origin, tx)
  })
}

/** Lets a customer write again; one who may is left alone. @throws NotFound('customer_not_found') */
export async function unblock(id: Types.ObjectId, origin: Origin): Promise<void> {
  await change(async (tx) => {
    const customer = await existing(id, tx)
    if (!customer.blocked) return
    await Customer.updateOne(
      { _id: customer._id },
      { $unset: { blocked: 1 }, $set: { updatedAt: now() } },
      { session: tx },
    )
    await told('customer.unblocked', customer, {}, origin, tx)
  })
}

/** Who is found to be the same as a blocked person is blocked too, as long and for the same reason. */
export async function inheritBlock(from: CustomerRecord, into: CustomerRecord, tx: Tx): Promise<void> {
  const blocked = blockOf(from)
  if (blocked && !blockOf(into)) await Customer.updateOne({ _id: into._id }, { $set: { blocked } }, { session: tx })
} // prettier-ignore

/** The block that holds now; null for who may write, also where one has run out. */
export function blockOf(customer: Pick<CustomerRecord, 'blocked'> | null): Block | null {
  const blocked = customer?.blocked
  if (!blocked) return null
  return blocked.until && blocked.until <= now() ? null : blocked
}

/**
 * Whether somebody behind these identities may not write to us; merges are followed.
 * @param conversation publicId of the ticket whose customer writes where nothing else tells who it is (a status link)
 */
export async function isBlocked(refs: readonly IdentityRef[], conversation?: string): Promise<boolean> {
  if (refs.length === 0) return conversation !== undefined && isBlockedBehind(conversation)
  const known = await knownCustomers([{ refs }])
  return [...known.values()].some((customer) => blockOf(customer) !== null)
}

async function isBlockedBehind(publicId: string): Promise<boolean> {
  const ticket = await Ticket.findOne({ publicId }, { customer: 1 }).lean<Pick<TicketRecord, 'customer'>>()
  return ticket?.customer ? blockOf(await survivor(ticket.customer)) !== null : false
}

async function existing(id: Types.ObjectId, tx: Tx): Promise<CustomerRecord> {
  const customer = await survivor(id, tx)
  if (!customer) throw new NotFound('customer_not_found')
  return customer
}

/** The reason stands in the audit too, so that it can be answered for after the block has ended. */
async function told(
  action: string,
  { _id, blocked }: CustomerRecord,
  after: Record<string, unknown>,
  origin: Origin,
  tx: Tx,
): Promise<void> {
  const before = blocked ? { reason: blocked.reason ?? '', until: blocked.until?.toISOString() ?? null } : {}
  await audit({ action, thing: { kind: 'customer', id: _id.toHexString() }, before, after }, origin, tx)
}
