import type { Request, Response } from 'express'
import { presentIdentities } from '../../../../views/present/customers.js'
import type { BecauseView, FieldFault, MergeCustomersPage, MergeSideView } from '../../../../views/types.js'
import { lowerAscii } from '../../../lib/fold.js'
import { toE164 } from '../../../lib/phone.js'
import type { UserActor } from '../../../models/actor.js'
import * as customers from '../../../models/customers/index.js'
import { assertMay } from '../../../models/may.js'
import { customerFor } from '../../routes/customers.js'
import { viewerOf } from '../../viewer.js'
import type { Web } from '../../web.js'
import { chromeOf, queryText, showPage } from '../page.js'

/**
 * Both people side by side before they become one. The other is named by `into`, or looked for by an address or number
 * (`q`), which must be whole: a search by names would invite merging namesakes.
 */
export async function showMerge(
  req: Request,
  res: Response,
  web: Web,
  { id, into, fault }: { id: string; into: string; fault?: FieldFault },
): Promise<void> {
  const { actor } = viewerOf(req)
  assertMay(actor, 'merge_customers')
  const { customer } = await customerFor(actor, id)
  const query = queryText(req, 'q').trim()
  const other = /^[0-9a-f]{24}$/.test(into) ? into : query ? await foundBy(query) : ''
  const side = other ? await sideOf(actor, other) : null
  const missing: FieldFault[] = query && !side ? [{ field: 'q', code: 'customer_not_found' }] : []
  const view: MergeCustomersPage = {
    chrome: chromeOf(req, web, 'inbox'),
    from: await sideOf(actor, customer._id.toHexString()),
    into: side,
    because: side ? await evidence(customer, side.id) : [],
    query,
    faults: fault ? [fault] : missing,
  }
  showPage(req, res, web, 'pages/customers/merge', view, fault ? 409 : 200)
}

async function foundBy(query: string): Promise<string> {
  const phone = toE164(query)
  const found = await customers.findByIdentity([
    { type: 'email', scope: '', value: lowerAscii(query), proof: 'none' },
    ...(phone === null ? [] : [{ type: 'phone' as const, scope: '', value: phone, proof: 'none' as const }]),
  ])
  return found?._id.toHexString() ?? ''
}

async function sideOf(actor: UserActor, id: string): Promise<MergeSideView> {
  const { customer, tickets } = await customerFor(actor, id)
  const identities = await customers.identitiesOf(customer._id)
  return {
    id: customer._id.toHexString(),
    name: customer.name || (identities[0]?.value ?? ''),
    since: customer.createdAt.toISOString(),
    identities: presentIdentities(customer, identities),
    tickets: tickets.slice(0, 5).map(({ number, subject }) => ({ number, subject })),
  }
}

async function evidence(customer: customers.CustomerRecord, other: string): Promise<BecauseView[]> {
  const suggested = await customers.suggestionsFor(customer)
  return suggested.find(({ person }) => person._id.equals(other))?.because ?? []
}
