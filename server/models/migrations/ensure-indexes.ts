import mongoose, { type IndexDefinition, type IndexOptions, type Model } from 'mongoose'
import type { Logger } from '../../lib/logger.js'
import '../registered.js'

type AnyModel = Model<Record<string, unknown>>
type Declared = [IndexDefinition, IndexOptions]

/**
 * Brings collections and indexes of every model into being (a collection must be there before a transaction
 * writes to it). Looks first and writes only what is missing, so that a start with nothing to do costs one read a
 * collection. Indexes that nobody declares any more are left alone.
 */
export async function ensureIndexes(log: Logger): Promise<void> {
  const there = await collectionsThere()
  await Promise.all(models().map((model) => ensureOne(model, there, log)))
}

/** Names of the collections that are not there yet, or lack an index that is declared. */
export async function missingIndexes(): Promise<string[]> {
  const there = await collectionsThere()
  const lacking = await Promise.all(
    models().map(async (model) => {
      const name = model.collection.collectionName
      return there.has(name) && (await missingOf(model)).length === 0 ? [] : [name]
    }),
  )
  return lacking.flat()
}

async function ensureOne(model: AnyModel, there: Set<string>, log: Logger): Promise<void> {
  const collection = model.collection.collectionName
  if (!there.has(collection)) await model.createCollection()
  const missing = await missingOf(model)
  if (missing.length === 0) return
  log.debug('indexes made', { collection, indexes: missing.map(([keys]) => keys) })
  const specifications = missing.map(([keys, options]) => ({ ...options, key: keys }))
  await model.collection.createIndexes(specifications as never)
}

async function missingOf(model: AnyModel): Promise<Declared[]> {
  const declared = model.schema.indexes() as Declared[]
  if (declared.length === 0) return []
  const present = new Set((await model.collection.indexes()).map((index) => signature(index.key, index)))
  return declared.filter(([keys, options]) => !present.has(signature(keys, options)))
}

/** What makes two indexes the same to us: keys in order, uniqueness, expiry and what they cover. */
function signature(keys: IndexDefinition | Record<string, unknown>, options: object): string {
  const { unique, expireAfterSeconds, partialFilterExpression, sparse } = options as IndexOptions
  const shape = {
    unique: unique === true,
    sparse: sparse === true,
    expireAfterSeconds,
    partialFilterExpression,
  }
  return JSON.stringify([Object.entries(keys), shape])
}

function models(): AnyModel[] {
  return mongoose.modelNames().map((name) => mongoose.model(name) as AnyModel)
}

async function collectionsThere(): Promise<Set<string>> {
  const listed = await mongoose.connection.listCollections()
  return new Set(listed.map(({ name }) => name))
}
