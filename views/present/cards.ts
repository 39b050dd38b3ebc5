import type { CustomerRecord, IdentityRecord } from '../../server/models/customers/customer.js'
import type { OrderRecord } from '../../server/models/orders/order.js'
import type { ShipmentRecord } from '../../server/models/shipments/shipment.js'
import type { TicketRecord } from '../../server/models/tickets/ticket.js'
import type { CustomerCardView, OrderCardView } from '../types.js'

/**
 * The customer beside a conversation.
 * @param tickets the customer's latest, this one among them or not
 * @param current number of the open ticket, which is left out
 * @param beside what their card offers, and the latest of their story
 */
export function presentCustomer(
  customer: CustomerRecord,
  identities: IdentityRecord[],
  tickets: Pick<TicketRecord, 'number' | 'subject' | 'status' | 'lastActivityAt'>[],
  current: number,
  beside: Pick<CustomerCardView, 'more' | 'story'>,
): CustomerCardView {
  const others = tickets.filter(({ number }) => number !== current)
  return {
    id: customer._id.toHexString(),
    name: customer.name || (identities[0]?.value ?? ''),
    identities: identities.map(({ type, value, proof }) => ({ type, value, proven: proof !== 'none' })),
    since: customer.createdAt.toISOString(),
    ticketCount: others.length,
    recent: others.slice(0, 5).map(({ number, subject, status, lastActivityAt }) => ({
      number,
      subject,
      status,
      at: lastActivityAt.toISOString(),
    })),
    ...beside,
  }
}

/** An order beside a conversation; names and the parcel are loaded beforehand, '' or null where unknown. */
export function presentOrder(
  order: OrderRecord,
  beside: { marketplace: string; seller: string; carrier: string; shipment: ShipmentRecord | null },
): OrderCardView {
  return {
    id: order._id.toHexString(),
    number: order.number,
    marketplace: beside.marketplace,
    placedAt: order.placedAt?.toISOString() ?? '',
    seller: beside.seller,
    carrier: beside.carrier,
    tracking: beside.shipment?.trackingNumber ?? '',
    promisedAt: order.promisedBy?.toISOString() ?? '',
    deliveredAt: order.deliveredAt?.toISOString() ?? '',
    items: order.lines.map(({ name, quantity, unitPrice }) => ({
      name,
      quantity,
      amount: { amountMinor: unitPrice.amountMinor * quantity, currency: unitPrice.currency },
    })),
    total: order.total,
  }
}
