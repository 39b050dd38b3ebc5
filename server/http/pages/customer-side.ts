import { presentCustomer, presentOrder } from '../../../views/present/cards.js'
import type { CustomerCardView, OrderCardView } from '../../../views/types.js'
import type { UserActor } from '../../models/actor.js'
import { Carrier, type CarrierRecord } from '../../models/carriers/index.js'
import {
  identitiesOf,
  survivor,
  type CustomerRecord,
  type IdentityRecord,
} from '../../models/customers/index.js'
import { Marketplace, type MarketplaceRecord } from '../../models/marketplaces/index.js'
import { may } from '../../models/may.js'
import * as orders from '../../models/orders/index.js'
import type { OrderRecord } from '../../models/orders/index.js'
import { Seller, type SellerRecord } from '../../models/sellers/index.js'
import { ofOrder } from '../../models/shipments/index.js'
import { ofCustomer, type TicketRecord } from '../../models/tickets/index.js'
import { storyIn } from '../routes/customer-story.js'
import { customerMore } from './customers/more.js'

/** What stands beside a conversation: its customer, and the orders it may be about (the ticket's own first). */
export async function customerSide(
  ticket: TicketRecord,
  actor: UserActor,
): Promise<{ customer: CustomerCardView | null; orders: OrderCardView[] }> {
  if (!ticket.customer) return { customer: null, orders: [] }
  const [customer, identities, tickets, latest] = await Promise.all([
    survivor(ticket.customer),
    identitiesOf(ticket.customer),
    ofCustomer(ticket.customer, 20),
    orders.ofCustomer(ticket.customer, { limit: 3 }),
  ])
  const visible = tickets.filter((one) => may(actor, 'see', one))
  const beside = customer && (await besideCustomer(customer, identities, visible, ticket, actor))
  return {
    customer:
      customer && beside ? presentCustomer(customer, identities, visible, ticket.number, beside) : null,
    orders: await Promise.all((await withOwn(ticket, latest.items)).map(orderCard)),
  }
}

/** Entries of the story that are shown beside a ticket; the rest stands on the customer's page. */
const shownStory = 8

async function besideCustomer(
  customer: CustomerRecord,
  identities: IdentityRecord[],
  tickets: TicketRecord[],
  ticket: TicketRecord,
  actor: UserActor,
): Promise<Pick<CustomerCardView, 'more' | 'story'>> {
  const id = customer._id.toHexString()
  // Of somebody with many tickets this one may be too old to be among the latest.
  const all = tickets.some(({ number }) => number === ticket.number) ? tickets : [ticket, ...tickets]
  const [more, story] = await Promise.all([
    customerMore(customer, identities, { tickets: all, current: ticket.number, actor }),
    storyIn(customer, all, { limit: shownStory }),
  ])
  return { more, story: { items: story.items, nextHref: story.next ? `/customers/${id}#story` : '' } }
}

async function withOwn(ticket: TicketRecord, latest: OrderRecord[]): Promise<OrderRecord[]> {
  if (!ticket.order) return latest
  const own = latest.find(({ _id }) => _id.equals(ticket.order ?? '')) ?? (await orders.byId(ticket.order))
  return own ? [own, ...latest.filter(({ _id }) => !_id.equals(own._id))].slice(0, 3) : latest
}

export async function orderCard(order: OrderRecord): Promise<OrderCardView> {
  const [marketplace, seller, shipments] = await Promise.all([
    Marketplace.findById(order.marketplace).lean<MarketplaceRecord>(),
    Seller.findById(order.seller).lean<SellerRecord>(),
    ofOrder(order._id),
  ])
  const shipment = shipments.at(-1) ?? null
  const carrier = shipment ? await Carrier.findById(shipment.carrier).lean<CarrierRecord>() : null
  return presentOrder(order, {
    marketplace: marketplace?.name ?? '',
    seller: seller?.name ?? '',
    carrier: carrier?.name ?? '',
    shipment,
  })
}
