import type { Types } from 'mongoose'
import { Invalid } from '../../lib/errors.js'
import type { Tx } from '../../lib/mongo.js'
import { ChannelAccountModel, type ChannelAccountRecord } from '../channel-accounts/channel-account.js'
import { Customer, type Claim, type CustomerRecord } from '../customers/customer.js'
import { identitiesOf, type IdentityRecord } from '../customers/index.js'
import type { ChannelName, IdentityRef } from '../intake/message-shapes.js'
import type { TicketRecord } from '../tickets/ticket.js'
import { Message, type MessageRecord } from './message.js'
import { channelsOfType, layRoutes } from './route-table.js'

/** One way to a ticket's customer. */
export interface ReplyRoute {
  /** Names this way among the ticket's others, and stays the same while nothing about it changes. */
  key: string
  channel: ChannelName
  account: ChannelAccountRecord
  address: string
  /** What the customer is called. */
  name: string
  audience: 'private' | 'public'
  /** The provider's id of the comment or review that is answered. */
  target?: string
  /** The provider's id of the conversation. */
  thread?: string
  /** When the customer last wrote by this way; reply windows hang on it. */
  lastInboundAt: Date | null
  /** Whether the customer's last message came by it. */
  isLast: boolean
  /** False where somebody typed the address and nothing has proved it. */
  proven: boolean
  /** Its owner wants nothing that they did not ask for, and has not written by it since. */
  blocked?: 'opted_out'
}

/** What is said of a way in order to choose it; all that is given must fit. */
export interface RouteChoice {
  key?: string
  channel?: ChannelName
  /** Key of the account. */
  account?: string
  address?: string
  audience?: 'private' | 'public'
}

/** An identity or a claim: something that can be written to. */
export interface Way {
  type: IdentityRef['type']
  scope: string
  value: string
  proven: boolean
  optedOut?: Date
}

/** The part of an incoming message on which ways hang. */
export type Heard = Pick<
  MessageRecord,
  'seq' | 'channel' | 'account' | 'externalId' | 'authorAddress' | 'authorIdentity' | 'stranger' | 'email' | 'audience' | 'externalThread' | 'at'
> // prettier-ignore

/** What answers stand on: the ways, and what the customer's side said lately (newest first). */
export interface ReplyGround {
  routes: ReplyRoute[]
  heard: Heard[]
}

type Addressed = Pick<TicketRecord, '_id' | 'customer' | 'customerName' | 'account'>

/** Every way to the ticket's customer, the one they last wrote by first; empty when there is none. */
export async function replyRoutes(ticket: Addressed, tx?: Tx): Promise<ReplyRoute[]> {
  return (await replyGround(ticket, tx)).routes
}

/** The ways to the ticket's customer with what they stand on; inside `tx` where the customer is made in it. */
export async function replyGround(ticket: Addressed, tx?: Tx): Promise<ReplyGround> {
  const { customer } = ticket
  const [identities, claims, heard] = tx
    ? [customer ? await identitiesOf(customer, tx) : [], await claimsOf(customer, tx), await heardIn(ticket._id, tx)]
    : await Promise.all([customer ? identitiesOf(customer) : [], claimsOf(customer), heardIn(ticket._id)])
  const ways = waysOf(identities, claims)
  const accounts = ways.length === 0 ? [] : await accountsFor(ways, ticket.account)
  const own = accounts.find(({ _id }) => _id.equals(ticket.account ?? '')) ?? null
  return { routes: layRoutes({ name: ticket.customerName, own, ways, accounts, heard }), heard }
} // prettier-ignore

/**
 * The way that was chosen, or without a choice that of the customer's last message; null when there is none at all.
 * @throws Invalid('reply_route_unknown') when what was chosen is not there
 */
export function chooseRoute(routes: readonly ReplyRoute[], choice?: RouteChoice): ReplyRoute | null {
  if (!choice || routes.length === 0) return routes.find(({ blocked }) => !blocked) ?? routes[0] ?? null
  const found = routes.find((route) => fits(route, choice))
  if (!found) throw new Invalid('reply_route_unknown', { ...choice })
  return found
}

function fits(route: ReplyRoute, { key, channel, account, address, audience }: RouteChoice): boolean {
  return (
    (key === undefined || route.key === key) &&
    (channel === undefined || route.channel === channel) &&
    (account === undefined || route.account.key === account) &&
    (address === undefined || route.address === address) &&
    (audience === undefined || route.audience === audience)
  )
}

/** How far back is looked for when and by which way the customer wrote. */
const mostHeard = 100

async function heardIn(ticket: Types.ObjectId, tx?: Tx): Promise<Heard[]> {
  return Message.find({ ticket, kind: 'in' }, { text: 0, attachments: 0, revisions: 0, reactions: 0, asked: 0 })
    .session(tx ?? null)
    .sort({ seq: -1 })
    .limit(mostHeard)
    .lean<Heard[]>()
} // prettier-ignore

async function claimsOf(customer: Types.ObjectId | null, tx?: Tx): Promise<Claim[]> {
  if (!customer) return []
  const found = await Customer.findById(customer, { claims: 1 })
    .session(tx ?? null)
    .lean<Pick<CustomerRecord, '_id' | 'claims'>>()
  return found?.claims ?? []
}

function waysOf(identities: readonly IdentityRecord[], claims: readonly Claim[]): Way[] {
  const known = identities.map(({ type, scope, value, proof, optedOut }) => ({
    ...{ type, scope, value, proven: proof !== 'none' },
    ...(optedOut ? { optedOut } : {}),
  }))
  const claimed = claims
    .map(({ type, value }) => ({ type, scope: '', value, proven: false }))
    .filter((claim) => !known.some(({ type, value }) => type === claim.type && value === claim.value))
  return [...known, ...claimed]
}

/** Accounts that are switched on; the ticket's own one stays, as its customers know it. */
async function accountsFor(
  ways: readonly Way[],
  own: Types.ObjectId | null,
): Promise<ChannelAccountRecord[]> {
  const channels = [...new Set(ways.flatMap(({ type }) => channelsOfType[type] ?? []))]
  const found = await ChannelAccountModel.find({ channel: { $in: channels } })
    .sort({ channel: 1, key: 1 })
    .limit(200)
    .lean<ChannelAccountRecord[]>()
  return found.filter(({ _id, enabled }) => enabled || _id.equals(own ?? ''))
}
