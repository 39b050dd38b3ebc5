import type { IdentityRef } from '../../channel.js'
import { fields, idText, list, type Loose } from '../loose.js'
import { plain } from '../meta/values.js'

/** One `value` of a change, and what its elements share. */
export interface CloudValue {
  fields: Loose
  /** phone_number_id: our number that it is about; '' where Meta names none. */
  own: string
  receivedAt: Date
}

/** Who an element is about. */
export interface CloudPerson {
  refs: [IdentityRef, ...IdentityRef[]]
  name: string
}

/** Meta writes numbers in international form without a plus; anything else is no number. */
export function phoneRef(value: unknown): IdentityRef | null {
  const digits = /^\+?(\d{6,15})$/.exec(idText(value))?.[1]
  return digits === undefined ? null : { type: 'phone', scope: '', value: `+${digits}`, proof: 'transport' }
}

/**
 * Who is named by what is neither a number nor an id of Meta's (a short code, a shape of tomorrow): somebody whom nobody
 * vouches for, so that the words are not lost with the name.
 */
function namedRef(...named: unknown[]): IdentityRef | null {
  const value = named.map((one) => idText(one)).find((one) => one !== '')
  return value === undefined ? null : { type: 'phone', scope: '', value, proof: 'none' }
}

/** An id of a person that holds within one business, given where the number is kept private. */
export function isUserId(value: string): boolean {
  return /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/.test(value)
}

/**
 * The person behind a number and a business-scoped id. What the change says of its contacts fills in the id and the name,
 * but only a contact that is this very person; where the element names nobody legibly, the only contact is meant.
 * @returns null when nobody can be told
 */
export function personOf(phone: unknown, userId: unknown, value: CloudValue): CloudPerson | null {
  const [named, scoped] = [phoneRef(phone), idRef(userId, value.own)]
  const contact = contactOf(named, scoped, value)
  const refs = [named ?? phoneRef(contact['wa_id']), scoped ?? idRef(contact['user_id'], value.own)].filter(
    (ref) => ref !== null,
  )
  const [first = namedRef(phone, userId, contact['wa_id']), ...others] = refs
  return first ? { refs: [first, ...others], name: plain(fields(contact['profile'])['name']) } : null
}

/** Somebody by an id that holds within the business whose number `scope` is; null for what is none. */
export function idRef(value: unknown, scope: string): IdentityRef | null {
  const id = idText(value)
  return isUserId(id) ? { type: 'wa_bsuid', scope, value: id, proof: 'transport' } : null
}

function contactOf(
  named: IdentityRef | null,
  scoped: IdentityRef | null,
  { fields: value }: CloudValue,
): Loose {
  const contacts = list(value['contacts']).map(fields)
  if (!named && !scoped) return contacts.length === 1 ? fields(contacts[0]) : {}
  const same = contacts.find(
    (one) =>
      (named !== null && phoneRef(one['wa_id'])?.value === named.value) ||
      (scoped !== null && idText(one['user_id']) === scoped.value),
  )
  return same ?? {}
}
