import { fold, foldedWords } from '../../lib/fold.js'
import { now } from '../../lib/clock.js'
import { Invalid, NotFound } from '../../lib/errors.js'
import { change, type Tx } from '../../lib/mongo.js'
import { audit, type Origin } from '../audits/index.js'
import { Category } from '../categories/category.js'
import { assertMay } from '../may.js'
import { objectId, pageLimit, pageOf, type Page, type PageRequest } from '../page.js'
import { priorities } from '../tickets/ticket.js'
import { knowledgeChanged } from './knowledge.js'
import { Rule, ruleKinds, ruleLocales, type RuleMatch, type RuleRecord } from './rule.js'

export type RuleInput = Pick<RuleRecord, 'kind' | 'locale' | 'match' | 'target' | 'weight' | 'enabled'>

const mostTerms = 200

/** Rules in the order in which they were made. @throws Invalid('bad_cursor') */
export async function list(request: PageRequest = {}): Promise<Page<RuleRecord>> {
  const limit = pageLimit(request)
  const later = request.cursor === undefined ? {} : { _id: { $gt: objectId(request.cursor, 'bad_cursor') } }
  const rows = await Rule.find(later)
    .sort({ _id: 1 })
    .limit(limit + 1)
    .lean<RuleRecord[]>()
  return pageOf(rows, limit, (rule) => rule._id.toHexString())
}

/** Adds a rule. @throws Forbidden('not_allowed'), Invalid('bad_rule') with the part at fault */
export async function create(input: RuleInput, by: Origin): Promise<RuleRecord> {
  assertMay(by.actor, 'manage_rules')
  const rule = await checked(input)
  return change(async (tx) => {
    const at = now()
    const made = await new Rule({ ...rule, by: by.actor.id, createdAt: at, updatedAt: at }).save({
      session: tx,
    })
    await tell('rule.created', made._id.toHexString(), { after: shown(rule) }, by, tx)
    return made.toObject()
  })
}

/** Replaces what is given of a rule. @throws Forbidden('not_allowed'), NotFound('rule_not_found'), Invalid('bad_rule') */
export async function update(ruleId: string, changes: Partial<RuleInput>, by: Origin): Promise<RuleRecord> {
  assertMay(by.actor, 'manage_rules')
  const _id = objectId(ruleId)
  return change(async (tx) => {
    const rule = await Rule.findById(_id).session(tx).lean<RuleRecord>()
    if (rule === null) throw new NotFound('rule_not_found', { ruleId })
    const $set = { ...(await checked({ ...inputOf(rule), ...changes })), by: by.actor.id, updatedAt: now() }
    await Rule.updateOne({ _id }, { $set }, { session: tx })
    await tell('rule.changed', ruleId, { before: shown(rule), after: shown($set) }, by, tx)
    return { ...rule, ...$set }
  })
}

/** Takes a rule away for good. @throws Forbidden('not_allowed'), NotFound('rule_not_found') */
export async function remove(ruleId: string, by: Origin): Promise<void> {
  assertMay(by.actor, 'manage_rules')
  const _id = objectId(ruleId)
  await change(async (tx) => {
    const rule = await Rule.findOneAndDelete({ _id }, { session: tx }).lean<RuleRecord>()
    if (rule === null) throw new NotFound('rule_not_found', { ruleId })
    await tell('rule.removed', ruleId, { before: shown(rule) }, by, tx)
  })
}

type Seen = { before?: Record<string, unknown>; after?: Record<string, unknown> }

async function tell(action: string, ruleId: string, seen: Seen, by: Origin, tx: Tx): Promise<void> {
  await audit({ action, thing: { kind: 'rule', id: ruleId }, ...seen }, by, tx)
  await knowledgeChanged(tx)
}

async function checked(input: RuleInput): Promise<RuleInput> {
  const { kind, locale, target, weight, enabled } = input
  if (!ruleKinds.includes(kind)) throw bad('kind')
  if (!ruleLocales.includes(locale)) throw bad('locale')
  if (!Number.isFinite(weight) || weight < 1 || weight > 10) throw bad('weight')
  if (!(await isTarget(kind, target))) throw bad('target')
  return { kind, locale, match: checkedMatch(input.match), target, weight, enabled }
}

async function isTarget(kind: RuleRecord['kind'], target: string): Promise<boolean> {
  if (kind === 'priority') return priorities.some((priority) => priority === target)
  return (await Category.exists({ key: target })) !== null
}

/** Terms that would never be met (no letters, a word of several words) are refused, not kept in silence. */
function checkedMatch(match: RuleMatch): RuleMatch {
  const [words, phrases, stems] = [match.words, match.phrases, match.stems].map(trimmed)
  if (words === undefined || phrases === undefined || stems === undefined) throw bad('match')
  const all = [...words, ...phrases, ...stems]
  if (all.length === 0 || all.length > mostTerms || all.some((term) => term.length > 100)) throw bad('match')
  for (const word of [...words, ...stems]) if (foldedWords(word)[0] !== fold(word)) throw bad('match', word)
  for (const phrase of phrases) if (foldedWords(phrase).length === 0) throw bad('match', phrase)
  return { words, phrases, stems }
}

function trimmed(terms: string[]): string[] {
  return [...new Set(terms.map((term) => term.trim()))].filter((term) => term !== '')
}

function bad(part: string, term?: string): Invalid {
  return new Invalid('bad_rule', { part, ...(term === undefined ? {} : { term }) })
}

function inputOf({ kind, locale, match, target, weight, enabled }: RuleRecord): RuleInput {
  return { kind, locale, match, target, weight, enabled }
}

function shown(rule: RuleInput): Record<string, unknown> {
  return { ...rule }
}
