import { z } from 'zod'
import * as categories from '../../models/categories/index.js'
import type { CategoryRecord } from '../../models/categories/index.js'
import { categorise } from '../../models/intake/categorise.js'
import { prioritise } from '../../models/intake/prioritise.js'
import * as rules from '../../models/rules/index.js'
import { priorities } from '../../models/tickets/index.js'
import { route, type AnyRoute } from '../api/route.js'
import * as schemas from '../api/schemas.js'
import { definedOf } from './session.js'

const category = z.object({
  key: z.string(),
  names: schemas.namesInBoth,
  defaultPriority: z.enum(priorities),
  retired: z.boolean(),
})
const terms = z.array(z.string().trim().min(1).max(100)).max(200)
const ruleInput = z.strictObject({
  kind: z.enum(rules.ruleKinds),
  locale: z.enum(rules.ruleLocales),
  match: z.strictObject({ words: terms.default([]), phrases: terms.default([]), stems: terms.default([]) }),
  target: z.string().min(1).max(64),
  weight: z.number().min(1).max(10),
  enabled: z.boolean().default(true),
})
const rule = ruleInput.extend({ id: z.string(), builtIn: z.boolean() })
const suggestion = z.object({
  category: z.string(),
  confidence: z.number(),
  because: z.array(schemas.because),
})

export const knowledgeRoutes: AnyRoute[] = [
  route({
    method: 'get',
    path: '/categories',
    summary: 'All categories, retired ones too',
    permission: 'user',
    responses: { 200: schemas.pageOf(category) },
    handler: async () => ({ items: (await categories.list()).map(categoryJson), next: null }),
  }),
  route({
    method: 'post',
    path: '/categories',
    summary: 'Add a category',
    permission: { area: 'manage_rules' },
    body: z.strictObject({
      key: z.string().min(2).max(64),
      names: schemas.namesInBoth,
      defaultPriority: z.enum(priorities),
    }),
    responses: { 201: category },
    async handler({ web, origin, body }) {
      const made = await categories.create(body, origin)
      web.names.forget()
      return categoryJson(made)
    },
  }),
  route({
    method: 'put',
    path: '/categories/:key',
    summary: 'Rename a category or give it another default priority',
    permission: { area: 'manage_rules' },
    params: schemas.keyParams,
    body: z.strictObject({ names: schemas.namesInBoth, defaultPriority: z.enum(priorities) }),
    responses: { 204: null },
    async handler({ web, origin, params, body }) {
      await categories.update(params.key, body, origin)
      web.names.forget()
    },
  }),
  route({
    method: 'delete',
    path: '/categories/:key',
    summary: 'Retire a category: its tickets keep it, nothing new gets it',
    permission: { area: 'manage_rules' },
    params: schemas.keyParams,
    responses: { 204: null },
    async handler({ web, origin, params }) {
      await categories.retire(params.key, origin)
      web.names.forget()
    },
  }),
  route({
    method: 'get',
    path: '/rules',
    summary: 'Rules by which categories and priorities are chosen',
    permission: { area: 'manage_rules' },
    query: schemas.pageQuery,
    responses: { 200: schemas.pageOf(rule) },
    async handler({ query }) {
      const page = await rules.list(definedOf(query))
      return { items: page.items.map(ruleJson), next: page.next }
    },
  }),
  route({
    method: 'post',
    path: '/rules',
    summary: 'Add a rule',
    permission: { area: 'manage_rules' },
    body: ruleInput,
    responses: { 201: rule },
    handler: async ({ origin, body }) => ruleJson(await rules.create(body, origin)),
  }),
  route({
    method: 'patch',
    path: '/rules/:id',
    summary: 'Change a rule',
    permission: { area: 'manage_rules' },
    params: schemas.idParams,
    body: ruleInput.partial(),
    responses: { 200: rule },
    handler: async ({ origin, params, body }) =>
      ruleJson(await rules.update(params.id, definedOf(body), origin)),
  }),
  route({
    method: 'delete',
    path: '/rules/:id',
    summary: 'Take a rule away',
    permission: { area: 'manage_rules' },
    params: schemas.idParams,
    responses: { 204: null },
    handler: ({ origin, params }) => rules.remove(params.id, origin),
  }),
  route({
    method: 'post',
    path: '/rules/test',
    summary: 'What a text would be taken for, and why; nothing is stored',
    permission: { area: 'manage_rules' },
    body: z.strictObject({ text: z.string().min(1).max(100_000) }),
    responses: {
      200: z.object({
        category: z.string(),
        categoryBecause: z.array(schemas.because),
        suggestions: z.array(suggestion),
        priority: z.enum(priorities),
        priorityBecause: z.array(schemas.because),
      }),
    },
    handler: ({ body }) => judge(body.text),
  }),
]

/** What the present rules make of a text. */
export async function judge(text: string) {
  const knowledge = await rules.loadKnowledge()
  const { category: key, because, suggestions } = categorise(text, knowledge)
  const priority = prioritise({ text, category: key, facts: {} }, knowledge)
  return {
    category: key,
    categoryBecause: because,
    suggestions,
    priority: priority.priority,
    priorityBecause: priority.because,
  }
}

function categoryJson(one: CategoryRecord): z.input<typeof category> {
  const { key, names, defaultPriority } = one
  return { key, names, defaultPriority, retired: one.retired !== undefined }
}

function ruleJson(one: rules.RuleRecord): z.input<typeof rule> {
  const { kind, locale, match, target, weight, enabled } = one
  return {
    id: one._id.toHexString(),
    kind,
    locale,
    match,
    target,
    weight,
    enabled,
    builtIn: one.builtIn !== undefined,
  }
}
