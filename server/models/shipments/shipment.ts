import mongoose, { Schema, type Types } from 'mongoose'

export const shipmentStatuses = ['created', 'in_transit', 'delivered', 'failed', 'returned'] as const
export type ShipmentStatus = (typeof shipmentStatuses)[number]

/** One thing a carrier said about a parcel, when it happened. */
export interface ShipmentEvent {
  status: ShipmentStatus
  at: Date
  reason: string | null
}

/** A parcel of an order. */
export interface ShipmentRecord {
  _id: Types.ObjectId
  order: Types.ObjectId
  /** The marketplace's id of it, unique within its order. */
  externalId: string
  carrier: Types.ObjectId
  trackingNumber: string
  /** That of the event which happened last. */
  status: ShipmentStatus
  /** In the order in which they happened, at most 100. */
  events: ShipmentEvent[]
  receivedBy?: { relation: string; name: string }
  createdAt: Date
  updatedAt: Date
}

const event = new Schema<ShipmentEvent>(
  {
    status: { type: String, enum: shipmentStatuses, required: true },
    at: { type: Date, required: true },
    reason: { type: String, default: null, maxlength: 500 },
  },
  { _id: false },
)
const receivedBy = new Schema(
  {
    relation: { type: String, default: '', maxlength: 64 },
    name: { type: String, default: '', maxlength: 200 },
  },
  { _id: false },
)

const schema = new Schema<ShipmentRecord>(
  {
    order: { type: Schema.Types.ObjectId, required: true },
    externalId: { type: String, required: true, maxlength: 100 },
    carrier: { type: Schema.Types.ObjectId, required: true },
    trackingNumber: { type: String, default: '', maxlength: 100 },
    status: { type: String, enum: shipmentStatuses, required: true },
    events: { type: [event], default: [] },
    receivedBy: { type: receivedBy },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'shipments' },
)
schema.index({ order: 1, externalId: 1 }, { unique: true })
schema.index({ trackingNumber: 1 })

export const Shipment = mongoose.model<ShipmentRecord>('Shipment', schema)
