import { Types } from 'mongoose'
import { z } from 'zod'
import { NotFound } from '../../lib/errors.js'
import type { UserActor } from '../../models/actor.js'
import type { Origin } from '../../models/audits/index.js'
import type { Because } from '../../models/because.js'
import * as customers from '../../models/customers/index.js'
import { route, type AnyRoute } from '../api/route.js'
import * as schemas from '../api/schemas.js'
import { actorJson } from '../api/shapes.js'
import { customerFor, identitiesJson, identity } from './customers.js'

const merge = z.object({
  id: z.string(),
  from: z.string(),
  into: z.string(),
  by: z.object({ kind: z.string(), id: z.string().nullable(), name: z.string() }),
  because: z.array(schemas.because),
  at: schemas.instant,
  undoneAt: schemas.instant.nullable(),
})
const suggestion = z.object({
  customer: schemas.personRef,
  identities: z.array(identity),
  because: z.array(schemas.because),
})
const pair = z.strictObject({ id: schemas.objectIdText, other: schemas.objectIdText })
const merging = { area: 'merge_customers' } as const

export const customerMergeRoutes: AnyRoute[] = [
  route({
    method: 'post',
    path: '/customers/:id/merge',
    summary: 'Two customers are one person: this one becomes a part of `into`; `undo` takes it back',
    permission: merging,
    params: schemas.idParams,
    body: z.strictObject({ into: schemas.objectIdText }),
    responses: { 201: z.object({ undo: z.string() }) },
    async handler({ origin, params, body }) {
      const { _id } = await mergeCustomers(params.id, body.into, origin)
      return { undo: _id.toHexString() }
    },
  }),
  route({
    method: 'delete',
    path: '/customers/merges/:id',
    summary: 'Take a merge of customers back; what came since stays with the identity it came by',
    permission: merging,
    params: schemas.idParams,
    responses: { 204: null },
    async handler({ origin, params }) {
      await takeMergeBack(params.id, origin)
    },
  }),
  route({
    method: 'get',
    path: '/customers/:id/merges',
    summary: 'Merges into and out of a customer, latest first (at most 50)',
    permission: 'user',
    params: schemas.idParams,
    responses: { 200: schemas.pageOf(merge) },
    async handler({ actor, params }) {
      const { customer } = await customerFor(actor, params.id)
      return { items: (await customers.mergesOf(customer._id)).map(mergeJson), next: null }
    },
  }),
  route({
    method: 'get',
    path: '/customers/:id/suggestions',
    summary: 'Customers who may be the same person, with the evidence (at most 10)',
    permission: 'user',
    params: schemas.idParams,
    responses: { 200: schemas.pageOf(suggestion) },
    async handler({ actor, params }) {
      const { customer } = await customerFor(actor, params.id)
      const found = await visibleSuggestions(actor, customer)
      return { items: await Promise.all(found.map(suggestionJson)), next: null }
    },
  }),
  route({
    method: 'put',
    path: '/customers/:id/distinctions/:other',
    summary: 'These two are different people: neither is suggested for the other again',
    permission: merging,
    params: pair,
    responses: { 204: null },
    async handler({ actor, params }) {
      await distinguish(actor, params.id, params.other)
    },
  }),
  route({
    method: 'delete',
    path: '/customers/:id/distinctions/:other',
    summary: 'Forget that these two are different people',
    permission: merging,
    params: pair,
    responses: { 204: null },
    async handler({ actor, params }) {
      const [one, other] = await bothFor(actor, params.id, params.other)
      await customers.forgetDistinct(one, other)
    },
  }),
]

/** Merges as an agent decides, with the evidence there is; both must be theirs to see. @throws what `mergePeople` throws */
export async function mergeCustomers(
  from: string,
  into: string,
  origin: Origin & { actor: UserActor },
): Promise<customers.MergeRecord> {
  const { customer } = await customerFor(origin.actor, into)
  await customerFor(origin.actor, from)
  const because: Because[] = (await customers.suggestionsFor(customer)).find(({ person }) => person._id.equals(from))?.because ?? []
  const decided: Because = { code: 'person', detail: origin.actor.name.slice(0, 200) }
  return customers.mergePeople(
    { from: new Types.ObjectId(from), into: new Types.ObjectId(into), because: [...because, decided] },
    origin,
  )
} // prettier-ignore

/** Takes a merge back for who may see the person it made. @throws NotFound('merge_not_found'), what `undoMerge` throws */
export async function takeMergeBack(
  id: string,
  origin: Origin & { actor: UserActor },
): Promise<customers.MergeRecord> {
  const merge = await customers.mergeById(new Types.ObjectId(id))
  if (!merge) throw new NotFound('merge_not_found')
  await customerFor(origin.actor, merge.into.toHexString())
  return customers.partPeople(merge._id, origin)
}

/** Suggestions of people whom this user may see. */
export async function visibleSuggestions(
  actor: UserActor,
  customer: customers.CustomerRecord,
): Promise<customers.Suggested[]> {
  const all = await customers.suggestionsFor(customer)
  const seen = await Promise.all(all.map(({ person }) => isSeenBy(actor, person._id.toHexString())))
  return all.filter((_one, index) => seen[index])
}

/** Remembers that two people are two. */
export async function distinguish(actor: UserActor, id: string, other: string): Promise<void> {
  const [one, two] = await bothFor(actor, id, other)
  await customers.tellDistinct(one, two, actor)
}

async function bothFor(
  actor: UserActor,
  id: string,
  other: string,
): Promise<[Types.ObjectId, Types.ObjectId]> {
  const [one, two] = [await customerFor(actor, id), await customerFor(actor, other)]
  return [one.customer._id, two.customer._id]
}

async function isSeenBy(actor: UserActor, id: string): Promise<boolean> {
  try {
    await customerFor(actor, id)
    return true
  } catch (error) {
    // Whoever may not see a person is not told that they are there.
    if (error instanceof NotFound) return false
    throw error
  }
}

function mergeJson({ _id, from, into, by, because, at, undone }: customers.MergeRecord): z.input<typeof merge> {
  return {
    ...{ id: _id.toHexString(), from: from.toHexString(), into: into.toHexString(), by: actorJson(by), because },
    ...{ at: at.toISOString(), undoneAt: undone?.at.toISOString() ?? null },
  }
} // prettier-ignore

async function suggestionJson({ person, because }: customers.Suggested): Promise<z.input<typeof suggestion>> {
  const identities = identitiesJson(await customers.identitiesOf(person._id))
  return { customer: { id: person._id.toHexString(), name: person.name }, identities, because }
}
