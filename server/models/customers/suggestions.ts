import { fold } from '../../lib/fold.js'
import type { Because } from '../because.js'
import { Order, type OrderRecord } from '../orders/order.js'
import { Ticket, type TicketRecord } from '../tickets/ticket.js'
import { Customer, Identity, type CustomerRecord, type IdentityRecord } from './customer.js'
import { distinctFrom } from './distinction.js'
import { identitiesOf } from './find.js'
import { areTwoShopAccounts } from './merge.js'

/** Somebody who may be the same person, and the facts that say so. */
export interface Suggested {
  person: CustomerRecord
  because: Because[]
}

interface Address {
  type: 'email' | 'phone'
  value: string
}

interface Evidence extends Because {
  person: string
}

/** An address that more people than this give is a family's or an office's and says nothing of who somebody is. */
const mostSharers = 5
const mostShown = 10

/**
 * People who may be the same as this one, the best supported first (at most 10): they have or gave the same address or
 * number, or receive under that number what they ordered for themselves. Names and pictures alone suggest nobody
 * (shared addresses, recipients and namesakes are the rule in a flower shop). Left out are two accounts of one shop and
 * those whom somebody has told apart. Nothing is joined by this: a person decides.
 */
export async function suggestionsFor(customer: CustomerRecord): Promise<Suggested[]> {
  const addresses = addressesOf(customer, await identitiesOf(customer._id))
  const [byAddress, byOrder, apart] = await Promise.all([
    sharedAddresses(customer, addresses),
    ownParcels(customer, addresses),
    distinctFrom(customer._id),
  ])
  const evidence = [...byAddress, ...byOrder].filter(({ person }) => !apart.has(person))
  const ids = [...new Set(evidence.map(({ person }) => person))]
  if (ids.length === 0) return []
  const people = await Customer.find({ _id: { $in: ids }, mergedInto: null })
    .limit(50)
    .lean<CustomerRecord[]>()
  const orders = await sharedOrders(customer, people)
  const suggested: Suggested[] = []
  for (const person of people) {
    if (await areTwoShopAccounts(customer._id, person._id)) continue
    suggested.push({ person, because: linesOf(person, [...evidence, ...orders]) })
  }
  return suggested.sort((a, b) => b.because.length - a.because.length).slice(0, mostShown)
}

/** What somebody has or gave, by which another may be known. */
function addressesOf(customer: CustomerRecord, identities: readonly IdentityRecord[]): Address[] {
  const own = identities.flatMap(({ type, value }) =>
    type === 'email' || type === 'phone' ? [{ type, value }] : [],
  )
  return [...own, ...(customer.claims ?? []).map(({ type, value }) => ({ type, value }))]
}

/** Others who have an address that this person has or gave, or gave one themselves. */
async function sharedAddresses({ _id }: CustomerRecord, addresses: readonly Address[]): Promise<Evidence[]> {
  if (addresses.length === 0) return []
  const values = addresses.map(({ value }) => value)
  const [owners, claimers] = await Promise.all([
    Identity.find({ $or: addresses.map(({ type, value }) => ({ type, scope: '', value })) }).limit(200).lean<IdentityRecord[]>(),
    Customer.find({ claims: { $exists: true }, 'claims.value': { $in: values } }).limit(200).lean<CustomerRecord[]>(),
  ])
  const sharers = addresses.flatMap(({ type, value }) => {
    const same = (one: Address): boolean => one.type === type && one.value === value
    const having = owners.filter((one) => same(one as Address)).map(({ customer }) => String(customer))
    const giving = claimers.filter(({ claims = [], mergedInto }) => !mergedInto && claims.some(same)).map((one) => String(one._id))
    const people = [...new Set([...having, ...giving])].filter((id) => id !== String(_id))
    return people.length > mostSharers ? [] : people.map((person): Evidence => ({ person, code: `same_${type}`, detail: value }))
  })
  return unique(sharers)
} // prettier-ignore

/**
 * Who orders for themselves has their own number on the parcel, which the marketplace does not tell of its customers:
 * the name on the parcel must then be the customer's.
 */
async function ownParcels(customer: CustomerRecord, addresses: readonly Address[]): Promise<Evidence[]> {
  const phones = addresses.filter(({ type }) => type === 'phone').map(({ value }) => value)
  const [received, ordered] = await Promise.all([
    phones.length === 0 ? [] : Order.find({ 'recipient.phone': { $type: 'string', $in: phones } }).limit(20).lean<OrderRecord[]>(),
    Order.find({ customer: customer._id }).sort({ _id: -1 }).limit(20).lean<OrderRecord[]>(),
  ])
  const orderers = await Customer.find({ _id: { $in: received.flatMap((order) => order.customer ?? []) } }).lean<CustomerRecord[]>()
  const theirs = received.flatMap(({ number, recipient, customer: id }): Evidence[] => {
    const orderer = orderers.find(({ _id }) => id?.equals(_id))
    const own = orderer && !orderer._id.equals(customer._id) && isNamed(orderer, recipient)
    return own ? [{ person: String(orderer._id), code: 'order_phone', detail: number }] : []
  })
  return unique([...theirs, ...(await writersFromParcels(customer, ordered))])
} // prettier-ignore

/** The same from the other side: who writes from the number on this person's own parcels. */
async function writersFromParcels(customer: CustomerRecord, ordered: OrderRecord[]): Promise<Evidence[]> {
  const own = ordered.filter(({ recipient }) => recipient?.phone && isNamed(customer, recipient))
  if (own.length === 0) return []
  const phones = own.map(({ recipient }) => recipient?.phone ?? '')
  const writers = await Identity.find({ type: 'phone', scope: '', value: { $in: phones } })
    .limit(50)
    .lean<IdentityRecord[]>()
  return writers
    .filter((writer) => !writer.customer.equals(customer._id))
    .map((writer): Evidence => {
      const order = own.find(({ recipient }) => recipient?.phone === writer.value)
      return { person: String(writer.customer), code: 'order_phone', detail: order?.number ?? '' }
    })
}

/** Orders about which both have written; never a reason of its own, since recipients write as well. */
async function sharedOrders({ _id }: CustomerRecord, people: readonly CustomerRecord[]): Promise<Evidence[]> {
  const ids = [_id, ...people.map((person) => person._id)]
  const tickets = await Ticket.find(
    { customer: { $in: ids }, order: { $ne: null } },
    { customer: 1, order: 1 },
  )
    .limit(500)
    .lean<Pick<TicketRecord, 'customer' | 'order'>[]>()
  const own = tickets.filter(({ customer }) => customer?.equals(_id)).map(({ order }) => String(order))
  const shared = tickets.filter(
    ({ customer, order }) => !customer?.equals(_id) && own.includes(String(order)),
  )
  const orders = await Order.find({ _id: { $in: shared.map(({ order }) => order) } }, { number: 1 }).lean<
    Pick<OrderRecord, '_id' | 'number'>[]
  >()
  return unique(
    shared.map(({ customer, order }): Evidence => {
      const number = orders.find((one) => order?.equals(one._id))?.number ?? ''
      return { person: String(customer), code: 'same_order', detail: number }
    }),
  )
}

function isNamed({ name }: CustomerRecord, recipient: OrderRecord['recipient']): boolean {
  return name !== '' && recipient !== undefined && fold(recipient.name) === fold(name)
}

function linesOf({ _id }: CustomerRecord, evidence: readonly Evidence[]): Because[] {
  return evidence.filter(({ person }) => person === String(_id)).map(({ code, detail }) => ({ code, detail }))
}

function unique(evidence: Evidence[]): Evidence[] {
  return [...new Map(evidence.map((one) => [`${one.person} ${one.code} ${one.detail}`, one])).values()]
}
