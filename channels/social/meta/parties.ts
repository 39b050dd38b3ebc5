import { lowerAscii } from '../../../server/lib/fold.js'
import type { ChannelAccount, IdentityRef } from '../../channel.js'
import { fields, idText, type Loose } from '../loose.js'
import type { MetaEntry } from './envelope.js'

/** A product of Meta's whose people are known by ids that hold within one page or account. */
export interface MetaProduct {
  channel: 'messenger' | 'instagram'
  identity: 'psid' | 'igsid'
}

/** Where an element of a delivery was found. */
export interface MetaPlace extends MetaProduct {
  account: ChannelAccount
  entry: MetaEntry
}

export interface Parties {
  /** Our own page or account. */
  own: string
  customer: IdentityRef
  /** Written by our side, whether or not Meta marks it. */
  isEcho: boolean
}

/**
 * Who talks with whom in {sender, recipient}. Meta names the page in either place and not always as the entry does, so
 * the side that is known to be ours decides.
 * @returns null when nobody is named
 */
export function partiesOf(item: Loose, marked: boolean, place: MetaPlace): Parties | null {
  const [from, to] = [idText(fields(item['sender'])['id']), idText(fields(item['recipient'])['id'])]
  const ours = (id: string): boolean => isOurs(id, place)
  const isEcho = marked || (ours(from) && !ours(to) && to !== '')
  const customer = isEcho ? (ours(to) && !ours(from) ? from : to) : from
  if (customer === '') return null
  const own = ownId(customer === from ? to : from, place)
  return { own, isEcho, customer: person(customer, own, place) }
}

/** Somebody on Meta: the id says who only together with the page or account. */
export function person(id: string, own: string, { identity }: MetaProduct): IdentityRef {
  return { type: identity, scope: own, value: id, proof: 'transport' }
}

/** Whether an id is that of our own page or account. */
export function isOurs(id: string, { account, entry }: Pick<MetaPlace, 'account' | 'entry'>): boolean {
  return id !== '' && (id === entry.id || account.addresses.includes(lowerAscii(id)))
}

/** Our page's id as the account knows it; where the account knows neither, as the entry or else the element names it. */
function ownId(other: string, { account, entry }: MetaPlace): string {
  const known = [entry.id, other].find((id) => account.addresses.includes(lowerAscii(id)))
  return known ?? (entry.id || other)
}
