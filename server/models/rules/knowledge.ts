import mongoose, { Schema } from 'mongoose'
import { nowMs, seconds } from '../../lib/clock.js'
import { afterCommit, type Tx } from '../../lib/mongo.js'
import { Category, type CategoryRecord } from '../categories/category.js'
import { compile, type Knowledge } from './compile.js'
import { Rule, type RuleRecord } from './rule.js'

/** Goes up with every change of rules or categories, so that other processes need not read them all to see one. */
interface KnowledgeVersion {
  _id: string
  version: number
}

const schema = new Schema<KnowledgeVersion>(
  { _id: { type: String, required: true }, version: { type: Number, required: true } },
  { versionKey: false, collection: 'knowledgeVersions' },
)
export const KnowledgeVersionModel = mongoose.model<KnowledgeVersion>('KnowledgeVersion', schema)

const id = 'rules'
const believed = seconds(5)
const loaded: { knowledge: Knowledge | null; version: number; at: number } = {
  knowledge: null,
  version: -1,
  at: 0,
}

/**
 * The rules and categories, compiled. At most 5 s old; a change made in this process is seen at once. Reads the rules
 * themselves only when the version has moved.
 */
export async function loadKnowledge(): Promise<Knowledge> {
  if (loaded.knowledge !== null && Math.abs(nowMs() - loaded.at) < believed) return loaded.knowledge
  const version = await readVersion()
  if (loaded.knowledge === null || version !== loaded.version) {
    loaded.knowledge = await read()
    loaded.version = version
  }
  loaded.at = nowMs()
  return loaded.knowledge
}

/** To be called in the transaction of every change of rules or categories. */
export async function knowledgeChanged(tx: Tx): Promise<void> {
  await KnowledgeVersionModel.updateOne({ _id: id }, { $inc: { version: 1 } }, { upsert: true, session: tx })
  afterCommit(tx, forgetKnowledge)
}

/** Makes the next `loadKnowledge` read again. */
export function forgetKnowledge(): void {
  loaded.knowledge = null
}

async function readVersion(): Promise<number> {
  const row = await KnowledgeVersionModel.findById(id).lean<KnowledgeVersion>()
  return row?.version ?? 0
}

async function read(): Promise<Knowledge> {
  const [rules, categories] = await Promise.all([
    Rule.find().sort({ _id: 1 }).lean<RuleRecord[]>(),
    Category.find().sort({ _id: 1 }).lean<CategoryRecord[]>(),
  ])
  return compile(rules, categories)
}
