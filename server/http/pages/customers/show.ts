import type { Request, Response } from 'express'
import { presentIdentities, presentMerge } from '../../../../views/present/customers.js'
import type { CustomerPage, MergeView } from '../../../../views/types.js'
import type { UserActor } from '../../../models/actor.js'
import { blockOf } from '../../../models/customers/block.js'
import { Customer, identitiesOf, mergesOf, type CustomerRecord } from '../../../models/customers/index.js'
import { may } from '../../../models/may.js'
import * as orders from '../../../models/orders/index.js'
import { customerFor } from '../../routes/customers.js'
import { storyPage } from '../../routes/customer-story.js'
import { viewerOf } from '../../viewer.js'
import type { Web } from '../../web.js'
import { orderCard } from '../customer-side.js'
import { chromeOf, queryText, showPage } from '../page.js'
import { customerMore } from './more.js'

/** One customer on one page: who they are, what is known of them, and their whole story. */
export async function showCustomer(req: Request, res: Response, web: Web, id: string): Promise<void> {
  const { actor } = viewerOf(req)
  const { customer, tickets } = await customerFor(actor, id)
  const own = customer._id.toHexString()
  if (own !== id) {
    // Who was merged into somebody is found there.
    res.redirect(302, `/customers/${own}`)
    return
  }
  const identities = await identitiesOf(customer._id)
  const cursor = queryText(req, 'cursor')
  const [more, story, merges, latest] = await Promise.all([
    customerMore(customer, identities, { tickets, current: 0, actor }),
    storyPage(actor, own, cursor ? { cursor } : {}),
    mergeViews(customer, actor),
    orders.ofCustomer(customer._id, { limit: 5 }),
  ])
  const name = customer.name || (identities[0]?.value ?? '')
  const view: CustomerPage = {
    ...{ chrome: chromeOf(req, web, 'inbox'), title: name, id: own, name },
    ...{ since: customer.createdAt.toISOString(), locale: customer.locale ?? '' },
    ...blockView(customer),
    mayMerge: may(actor, 'merge_customers'),
    ...{ identities: presentIdentities(customer, identities), more, merges },
    tickets: tickets.slice(0, 20).map((ticket) => ({
      ...{ number: ticket.number, subject: ticket.subject, status: ticket.status, channel: ticket.channel },
      at: ticket.lastActivityAt.toISOString(),
    })),
    orders: await Promise.all(latest.items.map(orderCard)),
    story: { items: story.items, nextHref: story.next ? `/customers/${own}?cursor=${story.next}#story` : '' },
  }
  showPage(req, res, web, 'pages/customers/show', view)
}

function blockView(customer: CustomerRecord): Pick<CustomerPage, 'blocked' | 'blockReason'> {
  const block = blockOf(customer)
  return { blocked: block !== null, blockReason: block?.reason ?? '' }
}

async function mergeViews(customer: CustomerRecord, actor: UserActor): Promise<MergeView[]> {
  const merges = await mergesOf(customer._id)
  const ids = merges.flatMap(({ from, into }) => [from, into])
  const people = await Customer.find({ _id: { $in: ids } }, { name: 1 }).lean<Pick<CustomerRecord, '_id' | 'name'>[]>()
  const self = customer._id.toHexString()
  return merges.map((merge) => {
    const other = merge.into.equals(customer._id) ? merge.from : merge.into
    const name = people.find(({ _id }) => _id.equals(other))?.name ?? ''
    return presentMerge(merge, self, name || other.toHexString().slice(-6), may(actor, 'merge_customers'))
  })
} // prettier-ignore
