import { lowerAscii } from '../../lib/fold.js'
import { sha256 } from '../../lib/ids.js'
import type { ChannelAccountRecord } from '../channel-accounts/channel-account.js'
import type { ChannelName, IdentityRef } from '../intake/message-shapes.js'
import type { Heard, ReplyRoute, Way } from './routes.js'

export interface RouteFacts {
  /** What the customer is called. */
  name: string
  /** The ticket's own account. */
  own: ChannelAccountRecord | null
  ways: readonly Way[]
  accounts: readonly ChannelAccountRecord[]
  /** What the customer's side said, newest first. */
  heard: readonly Heard[]
}

type Laid = Omit<ReplyRoute, 'key' | 'isLast'>

/** Channels by which an identity can be reached. */
export const channelsOfType: Partial<Record<IdentityRef['type'], readonly ChannelName[]>> = {
  email: ['email'],
  phone: ['sms', 'whatsapp'],
  wa_bsuid: ['whatsapp'],
  psid: ['messenger'],
  igsid: ['instagram'],
  telegram: ['telegram'],
  x: ['x'],
  visitor: ['chat'],
  marketplace_user: ['review'],
  shop_user: ['api'],
}

/** More ways than this to one person help nobody. */
const mostRoutes = 40

/** In which order ways are offered, after those of the last message and of the ticket's own account. */
const order: readonly ChannelName[] = ['email', 'whatsapp', 'chat', 'messenger', 'instagram', 'telegram', 'x', 'sms', 'review', 'api'] // prettier-ignore

/** The table of ways: each identity by each account that reaches it, and the public place of the last public words. */
export function layRoutes(facts: RouteFacts): ReplyRoute[] {
  const mine = facts.heard.filter(({ stranger }) => stranger !== true)
  const latest = mine[0]
  const pub = publicRoute(facts, mine)
  const laid = [...(pub ? [pub] : []), ...privateRoutes(facts, mine)]
  const routes = laid.map((route) => {
    const isLast = latest !== undefined && cameBy(latest, route)
    return { key: keyOf(route), ...route, isLast }
  })
  const rank = (route: ReplyRoute): number =>
    (route.isLast ? 0 : 1_000) +
    (facts.own?._id.equals(route.account._id) === true ? 0 : 100) +
    order.indexOf(route.channel) * 2 +
    (route.proven ? 0 : 1)
  return onlyOneLast(routes.sort((a, b) => rank(a) - rank(b))).slice(0, mostRoutes)
}

function privateRoutes(facts: RouteFacts, heard: readonly Heard[]): Laid[] {
  const mail = mailAccount(facts, heard)
  return facts.ways.flatMap((way) =>
    facts.accounts
      .filter((account) => account.channel !== 'review' && reaches(account, way))
      .filter((account) => account.channel !== 'email' || account === mail)
      .map((account) => privateRoute(facts, way, account, heard)),
  )
}

function privateRoute(
  { name }: RouteFacts,
  way: Way,
  account: ChannelAccountRecord,
  heard: readonly Heard[],
): Laid {
  const [last] = heard.filter((one) => isFrom(one, way, account))
  const [dm] = heard.filter((one) => isFrom(one, way, account) && one.audience !== 'public')
  const lastInboundAt = last?.at ?? null
  // Who has only commented can be written to in private by naming the comment (channels.md 1.2).
  const target = dm === undefined && last?.externalId !== undefined ? { target: last.externalId } : {}
  const isBlocked = way.optedOut !== undefined && (lastInboundAt === null || lastInboundAt <= way.optedOut)
  return {
    ...{ channel: account.channel, account, address: way.value, name, audience: 'private' as const },
    ...(account.channel === 'email' ? {} : target),
    ...(dm?.externalThread === undefined ? {} : { thread: dm.externalThread }),
    ...{ lastInboundAt, proven: way.proven },
    ...(isBlocked ? { blocked: 'opted_out' as const } : {}),
  }
}

/** Under the newest public words of the customer. */
function publicRoute({ name, accounts }: RouteFacts, heard: readonly Heard[]): Laid | null {
  const said = heard.find(({ audience, externalId }) => audience === 'public' && externalId !== undefined)
  const account = said && accounts.find(({ _id }) => _id.equals(said.account ?? ''))
  if (!said || !account) return null
  return {
    ...{ channel: said.channel, account, address: addressOf(said), name, audience: 'public' },
    ...(said.externalId === undefined ? {} : { target: said.externalId }),
    ...(said.externalThread === undefined ? {} : { thread: said.externalThread }),
    ...{ lastInboundAt: said.at, proven: true },
  }
}

/** Mail goes from the ticket's own mailbox, else from the one that was written to last, else from the first. */
function mailAccount({ own, accounts }: RouteFacts, heard: readonly Heard[]): ChannelAccountRecord | null {
  if (own?.channel === 'email') return own
  const boxes = accounts.filter(({ channel }) => channel === 'email')
  const written = heard.find(({ channel }) => channel === 'email')?.account
  return boxes.find(({ _id }) => _id.equals(written ?? '')) ?? boxes[0] ?? null
}

/** Ids of one page, bot or site mean nothing to another. */
function reaches(account: ChannelAccountRecord, { type, scope }: Way): boolean {
  if (!channelsOfType[type]?.includes(account.channel)) return false
  const isGlobal = type === 'email' || type === 'phone'
  return isGlobal || scope === account.key || account.addresses.includes(lowerAscii(scope))
}

function isFrom(one: Heard, way: Way, account: ChannelAccountRecord): boolean {
  if (!account._id.equals(one.account ?? '')) return false
  if (one.authorIdentity) return one.authorIdentity.type === way.type && one.authorIdentity.value === way.value
  return one.authorAddress === way.value
} // prettier-ignore

function addressOf(one: Heard): string {
  return one.authorIdentity?.value ?? one.authorAddress ?? ''
}

function cameBy(latest: Heard, route: Laid): boolean {
  if (latest.channel !== route.channel || !route.account._id.equals(latest.account ?? '')) return false
  if ((latest.audience ?? 'private') !== route.audience) return false
  return latest.channel === 'email' || addressOf(latest) === route.address
}

/** A customer with two addresses has one that wrote last; by mail it may be one that is not theirs. */
function onlyOneLast(routes: ReplyRoute[]): ReplyRoute[] {
  const newest = routes
    .filter(({ isLast }) => isLast)
    .reduce<ReplyRoute | null>((best, one) => (best && time(best) >= time(one) ? best : one), null)
  const settled = routes.map((route) => ({ ...route, isLast: route === newest }))
  return newest ? [...settled.filter(({ isLast }) => isLast), ...settled.filter(({ isLast }) => !isLast)] : settled
} // prettier-ignore

function time({ lastInboundAt }: ReplyRoute): number {
  return lastInboundAt?.getTime() ?? 0
}

function keyOf({ channel, account, address, audience, target }: Laid): string {
  const parts = [account._id.toHexString(), address, audience, target ?? '']
  return `${channel}-${sha256(JSON.stringify(parts)).slice(0, 16)}`
}
