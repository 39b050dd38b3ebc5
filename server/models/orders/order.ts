import mongoose, { Schema, type Types } from 'mongoose'
import { moneySchema, type Money } from '../money.js'

export const orderStatuses = ['placed', 'updated', 'completed', 'cancelled'] as const
export type OrderStatus = (typeof orderStatuses)[number]

/** One position of an order; complaints and disputes are about lines. */
export interface OrderLine {
  lineId: string
  sku: string
  product: Types.ObjectId | null
  name: string
  quantity: number
  unitPrice: Money
}

/** An order as its marketplace told it. */
export interface OrderRecord {
  _id: Types.ObjectId
  marketplace: Types.ObjectId
  /** The marketplace's own id, unique there. */
  externalId: string
  /** What people write in mails. */
  number: string
  customer: Types.ObjectId | null
  seller: Types.ObjectId
  lines: OrderLine[]
  deliveryFee: Money | null
  total: Money
  promisedBy: Date | null
  city: string | null
  /** Who receives it where that is not the customer; never a customer of ours by this alone. */
  recipient?: { name: string; phone: string | null }
  status: OrderStatus
  placedAt: Date | null
  completedAt: Date | null
  deliveredAt: Date | null
  createdAt: Date
  updatedAt: Date
}

const ref = { type: Schema.Types.ObjectId, default: null }
const date = { type: Date, default: null }
const line = new Schema<OrderLine>(
  {
    lineId: { type: String, required: true, maxlength: 100 },
    sku: { type: String, default: '', maxlength: 100 },
    product: ref,
    name: { type: String, required: true, maxlength: 500 },
    quantity: { type: Number, required: true, min: 1 },
    unitPrice: { type: moneySchema, required: true },
  },
  { _id: false },
)
const recipient = new Schema(
  {
    name: { type: String, required: true, maxlength: 200 },
    phone: { type: String, default: null, maxlength: 32 },
  },
  { _id: false },
)

const schema = new Schema<OrderRecord>(
  {
    marketplace: { type: Schema.Types.ObjectId, required: true },
    externalId: { type: String, required: true, maxlength: 100 },
    number: { type: String, required: true, maxlength: 100 },
    customer: ref,
    seller: { type: Schema.Types.ObjectId, required: true },
    lines: { type: [line], default: [] },
    deliveryFee: { type: moneySchema, default: null },
    total: { type: moneySchema, required: true },
    promisedBy: date,
    city: { type: String, default: null, maxlength: 100 },
    recipient: { type: recipient },
    status: { type: String, enum: orderStatuses, required: true },
    placedAt: date,
    completedAt: date,
    deliveredAt: date,
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'orders' },
)
schema.index({ marketplace: 1, externalId: 1 }, { unique: true })
schema.index({ number: 1 })
schema.index({ customer: 1, _id: -1 })
schema.index(
  { 'recipient.phone': 1, _id: -1 },
  { partialFilterExpression: { 'recipient.phone': { $type: 'string' } } },
)
schema.index({ seller: 1, _id: -1 })

export const Order = mongoose.model<OrderRecord>('Order', schema)
