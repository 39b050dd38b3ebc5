import type { CustomerRecord, IdentityRecord } from '../../server/models/customers/customer.js'
import type { CodeRecord } from '../../server/models/customers/code.js'
import type { Repeats, Suggested } from '../../server/models/customers/index.js'
import type { MergeRecord } from '../../server/models/customers/merge-journal.js'
import type { CodeView, IdentityView, MergeView, RepeatsView, SuggestionView } from '../types.js'

/** What a customer is known by, and what they only say of themselves, in one list. */
export function presentIdentities(
  customer: Pick<CustomerRecord, 'claims'>,
  identities: readonly IdentityRecord[],
): IdentityView[] {
  const known = identities.map(({ _id, type, value, proof, optedOut, lastSeenAt }) => ({
    ...{ id: _id.toHexString(), type, value, proof, optedOut: optedOut !== undefined },
    seenAt: lastSeenAt?.toISOString() ?? '',
  }))
  const claims = openClaims(customer, identities).map(({ type, value }) => ({
    ...{ id: '', type, value, proof: 'claim' as const, optedOut: false, seenAt: '' },
  }))
  return [...known, ...claims]
}

/** Somebody who may be the same person, with what they are known by. */
export function presentSuggestion(
  { person, because }: Suggested,
  identities: readonly IdentityRecord[],
): SuggestionView {
  return {
    id: person._id.toHexString(),
    name: person.name || (identities[0]?.value ?? ''),
    identities: identities
      .slice(0, 4)
      .map(({ type, value, proof }) => ({ type, value, proven: proof !== 'none' })),
    because: because.map(({ code, detail }) => ({ code, detail })),
  }
}

/** What can be confirmed by a code, and the code that is under way. @param ticket number, 0 for none */
export function presentCode(
  customer: CustomerRecord,
  identities: readonly IdentityRecord[],
  code: CodeRecord | null,
  ticket: number,
): CodeView {
  const doubted = identities.filter(({ proof }) => proof === 'none' || proof === 'transport')
  const choices = [...openClaims(customer, identities), ...doubted].flatMap(({ type, value }) =>
    type === 'email' || type === 'phone' ? [{ type, value }] : [],
  )
  return {
    ...{ customer: customer._id.toHexString(), ticket, choices },
    ...{ sentTo: code?.value ?? '', expiresAt: code?.expiresAt.toISOString() ?? '' },
  }
}

export function presentRepeats({ unanswered, again }: Repeats): RepeatsView {
  return { count: unanswered + again, unanswered, again }
}

/** A merge as one of its two sees it. @param name of the other */
export function presentMerge(merge: MergeRecord, self: string, name: string, mayMerge: boolean): MergeView {
  const into = merge.into.toHexString() === self
  return {
    id: merge._id.toHexString(),
    other: { id: (into ? merge.from : merge.into).toHexString(), name },
    into,
    by: merge.by.name,
    at: merge.at.toISOString(),
    because: merge.because.map(({ code, detail }) => ({ code, detail })),
    undone: merge.undone !== undefined,
    mayUndo: mayMerge && into && !merge.undone,
  }
}

function openClaims({ claims = [] }: Pick<CustomerRecord, 'claims'>, identities: readonly IdentityRecord[]) {
  const keys = new Set(identities.map(({ type, value }) => `${type}:${value}`))
  const open = claims.filter(({ type, value }) => !keys.has(`${type}:${value}`))
  return [...new Map(open.map((claim) => [`${claim.type}:${claim.value}`, claim])).values()]
}
