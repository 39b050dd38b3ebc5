import type { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { change } from '../../lib/mongo.js'
import { Shipment, type ShipmentEvent, type ShipmentRecord } from './shipment.js'

export interface ShipmentFacts {
  order: Types.ObjectId
  externalId: string
  carrier: Types.ObjectId
  trackingNumber: string
  event: ShipmentEvent
  receivedBy?: { relation: string; name: string }
}

/** Adds what a carrier said; told twice it counts once, told late it takes the place at which it happened. */
export async function tell(facts: ShipmentFacts): Promise<ShipmentRecord> {
  const { order, externalId, event, receivedBy } = facts
  return change(async (tx) => {
    const known = await Shipment.findOne({ order, externalId }).session(tx).lean<ShipmentRecord>()
    const events = withEvent(known?.events ?? [], event)
    const status = events.at(-1)?.status ?? event.status
    const { carrier, trackingNumber } = facts
    const $set = {
      carrier,
      trackingNumber,
      status,
      events,
      updatedAt: now(),
      ...(receivedBy ? { receivedBy } : {}),
    }
    return Shipment.findOneAndUpdate(
      { order, externalId },
      { $set, $setOnInsert: { createdAt: now() } },
      { upsert: true, returnDocument: 'after', runValidators: true, session: tx },
    ).lean<ShipmentRecord>()
  })
}

/** The parcels of an order (at most 100). */
export async function ofOrder(order: Types.ObjectId): Promise<ShipmentRecord[]> {
  return Shipment.find({ order }).sort({ externalId: 1 }).limit(100).lean<ShipmentRecord[]>()
}

function withEvent(events: ShipmentEvent[], event: ShipmentEvent): ShipmentEvent[] {
  const same = (one: ShipmentEvent): boolean =>
    one.status === event.status && one.at.getTime() === event.at.getTime()
  if (events.some(same)) return events
  return [...events, event].sort((a, b) => a.at.getTime() - b.at.getTime()).slice(-100)
}
