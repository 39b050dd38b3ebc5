import mongoose, { Schema, type Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { objectId, pageLimit, pageOf, type Page, type PageRequest } from '../page.js'

/** A shop that sells on a marketplace, and the people there who answer. */
export interface SellerRecord {
  _id: Types.ObjectId
  marketplace: Types.ObjectId
  externalId: string
  name: string
  people: { name: string; email: string | null; phone: string | null; position: string }[]
  createdAt: Date
  updatedAt: Date
}

const person = new Schema(
  {
    name: { type: String, required: true, maxlength: 200 },
    email: { type: String, default: null, maxlength: 320 },
    phone: { type: String, default: null, maxlength: 32 },
    position: { type: String, default: '', maxlength: 64 },
  },
  { _id: false },
)

const schema = new Schema<SellerRecord>(
  {
    marketplace: { type: Schema.Types.ObjectId, required: true },
    externalId: { type: String, required: true, maxlength: 100 },
    name: { type: String, required: true, maxlength: 200 },
    people: { type: [person], default: [] },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'sellers' },
)
schema.index({ marketplace: 1, externalId: 1 }, { unique: true })

export const Seller = mongoose.model<SellerRecord>('Seller', schema)

export type SellerFacts = Pick<SellerRecord, 'marketplace' | 'externalId' | 'name'> &
  Partial<Pick<SellerRecord, 'people'>>

/** The seller of this id on its marketplace, made or brought up to date. */
export async function upsert(facts: SellerFacts): Promise<SellerRecord> {
  const { marketplace, externalId, ...rest } = facts
  return Seller.findOneAndUpdate(
    { marketplace, externalId },
    { $set: { ...rest, updatedAt: now() }, $setOnInsert: { createdAt: now() } },
    { upsert: true, returnDocument: 'after', runValidators: true },
  ).lean<SellerRecord>()
}

/** Sellers, those told of last first. @throws Invalid('bad_cursor') */
export async function list(request: PageRequest = {}): Promise<Page<SellerRecord>> {
  const limit = pageLimit(request)
  const older = request.cursor === undefined ? {} : { _id: { $lt: objectId(request.cursor, 'bad_cursor') } }
  const rows = await Seller.find(older)
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean<SellerRecord[]>()
  return pageOf(rows, limit, (seller) => seller._id.toHexString())
}
