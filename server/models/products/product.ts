import mongoose, { Schema, type Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { objectId, pageLimit, pageOf, type Page, type PageRequest } from '../page.js'

/** Something a seller sells; what complaints recur about. */
export interface ProductRecord {
  _id: Types.ObjectId
  marketplace: Types.ObjectId
  seller: Types.ObjectId
  sku: string
  name: string
  createdAt: Date
  updatedAt: Date
}

const schema = new Schema<ProductRecord>(
  {
    marketplace: { type: Schema.Types.ObjectId, required: true },
    seller: { type: Schema.Types.ObjectId, required: true },
    sku: { type: String, required: true, maxlength: 100 },
    name: { type: String, required: true, maxlength: 500 },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'products' },
)
schema.index({ marketplace: 1, seller: 1, sku: 1 }, { unique: true })

export const Product = mongoose.model<ProductRecord>('Product', schema)

export type ProductFacts = Pick<ProductRecord, 'marketplace' | 'seller' | 'sku' | 'name'>

/** The seller's product of this stock number, made or renamed when needed. */
export async function upsert(facts: ProductFacts): Promise<ProductRecord> {
  const { name, ...key } = facts
  return Product.findOneAndUpdate(
    key,
    { $set: { name, updatedAt: now() }, $setOnInsert: { createdAt: now() } },
    { upsert: true, returnDocument: 'after', runValidators: true },
  ).lean<ProductRecord>()
}

/** Products, those told of last first. @throws Invalid('bad_cursor') */
export async function list(request: PageRequest = {}): Promise<Page<ProductRecord>> {
  const limit = pageLimit(request)
  const older = request.cursor === undefined ? {} : { _id: { $lt: objectId(request.cursor, 'bad_cursor') } }
  const rows = await Product.find(older)
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean<ProductRecord[]>()
  return pageOf(rows, limit, (product) => product._id.toHexString())
}
