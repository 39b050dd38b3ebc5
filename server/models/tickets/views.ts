import { Types, type QueryFilter } from 'mongoose'
import { now } from '../../lib/clock.js'
import type { UserActor } from '../actor.js'
import type { TicketRecord } from './ticket.js'

/** The standing views of the inbox, in their order. */
export const viewKeys = ['mine', 'unassigned', 'open', 'pending', 'snoozed', 'resolved', 'spam'] as const
export type ViewKey = (typeof viewKeys)[number]

type Filter = QueryFilter<TicketRecord>

const shown: Filter = { spam: { $exists: false }, mergedInto: null }
const awake = (): Filter => ({
  $or: [{ snoozedUntil: { $exists: false } }, { snoozedUntil: { $lte: now() } }],
})

/** What a view shows to this person, before their rights are added. */
export function viewFilter(view: ViewKey, viewer: UserActor): Filter {
  switch (view) {
    case 'mine':
      return {
        ...shown,
        assignee: new Types.ObjectId(viewer.id),
        status: { $in: ['open', 'on_hold'] },
        ...awake(),
      }
    case 'unassigned':
      return { ...shown, assignee: null, status: 'open', ...awake() }
    case 'open':
      return { ...shown, status: 'open', ...awake() }
    case 'pending':
      return { ...shown, status: { $in: ['pending', 'on_hold'] }, ...awake() }
    case 'snoozed':
      return { ...shown, snoozedUntil: { $gt: now() } }
    case 'resolved':
      return { ...shown, status: { $in: ['resolved', 'closed'] } }
    case 'spam':
      return { 'spam.at': { $gt: new Date(0) } }
  }
}
