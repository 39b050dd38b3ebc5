import { Types } from 'mongoose'
import { z } from 'zod'
import { NotFound } from '../../lib/errors.js'
import type { UserActor } from '../../models/actor.js'
import { blockOf } from '../../models/customers/block.js'
import {
  identitiesOf,
  survivor,
  type CustomerRecord,
  type IdentityRecord,
} from '../../models/customers/index.js'
import { may } from '../../models/may.js'
import * as orders from '../../models/orders/index.js'
import { ofCustomer, type TicketRecord } from '../../models/tickets/index.js'
import { route, type AnyRoute } from '../api/route.js'
import * as schemas from '../api/schemas.js'
import { rowJson, time } from '../api/shapes.js'

const money = z.object({ amountMinor: z.number().int(), currency: z.string() })
export const identity = z.object({
  id: z.string(),
  type: z.string(),
  value: z.string(),
  proof: z.string(),
  optedOut: z.boolean(),
  lastSeenAt: schemas.instant.nullable(),
})
const customer = z.object({
  id: z.string(),
  name: z.string(),
  locale: schemas.locale.nullable(),
  identities: z.array(identity),
  /** Typed or told, and proved by nothing. */
  claims: z.array(z.object({ type: z.string(), value: z.string(), at: schemas.instant })),
  blocked: z.boolean(),
  createdAt: schemas.instant,
})
const order = z.object({
  id: z.string(),
  number: z.string(),
  status: z.string(),
  total: money,
  city: z.string().nullable(),
  lines: z.array(z.object({ name: z.string(), sku: z.string(), quantity: z.number(), unitPrice: money })),
  placedAt: schemas.instant.nullable(),
  promisedBy: schemas.instant.nullable(),
  deliveredAt: schemas.instant.nullable(),
})

export const customerRoutes: AnyRoute[] = [
  route({
    method: 'get',
    path: '/customers/:id',
    summary: 'A customer with the addresses and numbers they use',
    permission: 'user',
    params: schemas.idParams,
    responses: { 200: customer },
    async handler({ actor, params }) {
      const { customer: found } = await customerFor(actor, params.id)
      const identities = await identitiesOf(found._id)
      return customerJson(found, identities)
    },
  }),
  route({
    method: 'get',
    path: '/customers/:id/tickets',
    summary: "A customer's conversations that one may see, latest first (at most 50)",
    permission: 'user',
    params: schemas.idParams,
    responses: { 200: schemas.pageOf(schemas.ticketRow) },
    async handler({ web, actor, params }) {
      const { tickets } = await customerFor(actor, params.id)
      const names = await web.names.get()
      return { items: tickets.map((ticket) => rowJson(ticket, names)), next: null }
    },
  }),
  route({
    method: 'get',
    path: '/customers/:id/orders',
    summary: "A customer's latest orders (at most 20)",
    permission: 'user',
    params: schemas.idParams,
    responses: { 200: schemas.pageOf(order) },
    async handler({ actor, params }) {
      const { customer: found } = await customerFor(actor, params.id)
      const page = await orders.ofCustomer(found._id, { limit: 20 })
      return { items: page.items.map(orderJson), next: page.next }
    },
  }),
  route({
    method: 'get',
    path: '/orders/:id',
    summary: 'An order as its marketplace told it',
    permission: 'user',
    params: schemas.idParams,
    responses: { 200: order },
    async handler({ actor, params }) {
      const found = await orders.byId(new Types.ObjectId(params.id))
      if (!found?.customer) throw new NotFound('order_not_found')
      await customerFor(actor, found.customer.toHexString())
      return orderJson(found)
    },
  }),
]

/**
 * A customer, for who may see one of their tickets; who sees every ticket sees every customer.
 * @throws NotFound('customer_not_found')
 */
export async function customerFor(
  actor: UserActor,
  id: string,
): Promise<{ customer: CustomerRecord; tickets: TicketRecord[] }> {
  const found = await survivor(new Types.ObjectId(id))
  if (!found) throw new NotFound('customer_not_found')
  const tickets = (await ofCustomer(found._id, 50)).filter((ticket) => may(actor, 'see', ticket))
  if (tickets.length === 0 && actor.role === 'agent') throw new NotFound('customer_not_found')
  return { customer: found, tickets }
}

function customerJson(one: CustomerRecord, identities: readonly IdentityRecord[]): z.input<typeof customer> {
  return {
    id: one._id.toHexString(),
    name: one.name,
    locale: one.locale,
    identities: identitiesJson(identities),
    claims: (one.claims ?? []).map(({ type, value, at }) => ({ type, value, at: at.toISOString() })),
    blocked: blockOf(one) !== null,
    createdAt: one.createdAt.toISOString(),
  }
}

export function identitiesJson(identities: readonly IdentityRecord[]): z.input<typeof identity>[] {
  return identities.map(({ _id, type, value, proof, optedOut, lastSeenAt }) => ({
    ...{ id: _id.toHexString(), type, value, proof },
    ...{ optedOut: optedOut !== undefined, lastSeenAt: time(lastSeenAt) },
  }))
}

function orderJson(one: orders.OrderRecord): z.input<typeof order> {
  return {
    id: one._id.toHexString(),
    number: one.number,
    status: one.status,
    total: moneyOf(one.total),
    city: one.city,
    lines: one.lines.map(({ name, sku, quantity, unitPrice }) => ({
      name,
      sku,
      quantity,
      unitPrice: moneyOf(unitPrice),
    })),
    placedAt: time(one.placedAt),
    promisedBy: time(one.promisedBy),
    deliveredAt: time(one.deliveredAt),
  }
}

function moneyOf({ amountMinor, currency }: { amountMinor: number; currency: string }) {
  return { amountMinor, currency }
}
