import { now } from '../../lib/clock.js'
import { Conflict, Invalid, NotFound } from '../../lib/errors.js'
import { change, isDuplicate, type Tx } from '../../lib/mongo.js'
import { audit, type Origin } from '../audits/index.js'
import { assertMay } from '../may.js'
import { knowledgeChanged } from '../rules/knowledge.js'
import { priorities } from '../tickets/ticket.js'
import { Category, otherCategory, type CategoryRecord } from './category.js'
import { starterCategories } from './starter.js'

export type CategoryInput = Pick<CategoryRecord, 'key' | 'names' | 'defaultPriority'>

/** Adds the starter categories that are not there; what people have changed stays. */
export async function seedCategories(): Promise<void> {
  const at = now()
  await Category.bulkWrite(
    starterCategories.map(({ key, ...rest }) => ({
      updateOne: {
        filter: { key },
        update: { $setOnInsert: { ...rest, createdAt: at, updatedAt: at } },
        upsert: true,
      },
    })),
  )
}

/** All categories in the order in which they were made (an organisation has few: at most 200 are given). */
export async function list(): Promise<CategoryRecord[]> {
  return Category.find().sort({ _id: 1 }).limit(200).lean<CategoryRecord[]>()
}

/** @throws Forbidden('not_allowed'), Invalid('bad_category'), Conflict('category_exists') */
export async function create(input: CategoryInput, by: Origin): Promise<CategoryRecord> {
  assertMay(by.actor, 'manage_rules')
  const fields = { key: checkedKey(input.key), ...checkedFields(input) }
  try {
    return await change(async (tx) => {
      const row = { ...fields, createdAt: now(), updatedAt: now() }
      const made = await new Category(row).save({ session: tx })
      await tell('category.created', fields.key, { after: fields }, by, tx)
      return made.toObject()
    })
  } catch (error) {
    if (isDuplicate(error)) throw new Conflict('category_exists', { key: fields.key }, { cause: error })
    throw error
  }
}

/** Renames a category or gives it another default priority. @throws Forbidden, NotFound('category_not_found'), Invalid('bad_category') */
export async function update(
  key: string,
  input: Pick<CategoryInput, 'names' | 'defaultPriority'>,
  by: Origin,
): Promise<void> {
  assertMay(by.actor, 'manage_rules')
  const fields = checkedFields(input)
  await write(key, { $set: { ...fields, updatedAt: now() } }, 'category.changed', by)
}

/** Keeps a category for its tickets but chooses it no more. @throws Conflict('category_needed') for 'other' */
export async function retire(key: string, by: Origin): Promise<void> {
  assertMay(by.actor, 'manage_rules')
  if (key === otherCategory) throw new Conflict('category_needed', { key })
  const retired = { by: by.actor.id, at: now() }
  await write(key, { $set: { retired, updatedAt: now() } }, 'category.retired', by)
}

async function write(
  key: string,
  changes: { $set: Partial<CategoryRecord> },
  action: string,
  by: Origin,
): Promise<void> {
  await change(async (tx) => {
    const before = await Category.findOneAndUpdate({ key }, changes, { session: tx }).lean<CategoryRecord>()
    if (before === null) throw new NotFound('category_not_found', { key })
    const { names, defaultPriority } = before
    await tell(action, key, { before: { names, defaultPriority }, after: { ...changes.$set } }, by, tx)
  })
}

type Seen = { before?: Record<string, unknown>; after?: Record<string, unknown> }

async function tell(action: string, key: string, seen: Seen, by: Origin, tx: Tx): Promise<void> {
  await audit({ action, thing: { kind: 'category', id: key }, ...seen }, by, tx)
  await knowledgeChanged(tx)
}

function checkedKey(key: string): string {
  if (!/^[a-z][a-z0-9_]{1,63}$/.test(key)) throw new Invalid('bad_category', { part: 'key' })
  return key
}

function checkedFields({ names, defaultPriority }: Pick<CategoryInput, 'names' | 'defaultPriority'>) {
  const [tr, en] = [names.tr.trim(), names.en.trim()]
  if (tr === '' || en === '' || tr.length > 120 || en.length > 120)
    throw new Invalid('bad_category', { part: 'names' })
  if (!priorities.includes(defaultPriority)) throw new Invalid('bad_category', { part: 'defaultPriority' })
  return { names: { tr, en }, defaultPriority }
}
