import { days, hours, minutes } from '../../lib/clock.js'
import type { Because } from '../because.js'
import { isClosed, type TicketRecord } from '../tickets/ticket.js'
import type { MessageRecord } from './message.js'

/** The part of a message on which advice hangs. */
export type Told = Pick<
  MessageRecord,
  'kind' | 'text' | 'at' | 'auto' | 'stranger' | 'call' | 'retraction' | 'delivery'
>

/** What is known of the ticket beside its thread. */
export interface HintFacts {
  ticket: Pick<TicketRecord, 'status' | 'priority' | 'order'>
  /** In a dispute its own chat is the only place where things are said. */
  inDispute: boolean
  /** When somebody last put the advice away. */
  dismissedAt: Date | null
}

const window = days(5)
const silence = hours(1)
const dismissedFor = days(1)
/** after as many contacts without an answer another one is pressure. */
export const mostContacts = 3

/**
 * Why a call would do better than another message, or null when it would not (R-52: a stuck thread moves to the phone;
 * an hour of silence on an urgent order; both never after another attempt of the same day).
 * @param thread in order
 */
export function phoneHint(thread: readonly Told[], { ticket, inDispute, dismissedAt }: HintFacts, at: Date): Because[] | null {
  if (inDispute || isClosed(ticket)) return null
  if (dismissedAt && at.getTime() - dismissedAt.getTime() < dismissedFor) return null
  const tried = lastAttempt(thread)
  if (tried && at.getTime() - tried.getTime() < days(1)) return null
  const because = [...roundsOf(thread, at), ...silenceOf(thread, ticket, at)]
  return because.length > 0 ? because : null
} // prettier-ignore

/** When we last called the customer, whatever came of it; null for never. */
export function lastAttempt(thread: readonly Told[]): Date | null {
  return thread.filter(({ call }) => call?.medium === 'call' && call.direction === 'out').at(-1)?.at ?? null
}

/** How often we have written to or called the customer in the last day since they last said something. */
export function contactsWithoutAnswer(thread: readonly Told[], at: Date): number {
  const since = thread.findLast(isTheirs)?.at.getTime() ?? 0
  return thread.filter((one) => isOurs(one) && one.at.getTime() > Math.max(since, at.getTime() - days(1)))
    .length
}

/** Three of theirs and two of ours since we last spoke, and still no solution. */
function roundsOf(thread: readonly Told[], at: Date): Because[] {
  const spoken = thread.findLastIndex(({ call }) => call?.outcome === 'reached')
  const recent = thread
    .slice(spoken + 1)
    .filter((one) => at.getTime() - one.at.getTime() <= window && !one.call)
  const theirs = recent.filter(isTheirs).length
  if (theirs < 3 || recent.filter(isOurs).length < 2) return []
  return [{ code: 'many_rounds', detail: String(theirs) }]
}

function silenceOf(thread: readonly Told[], { priority, order }: HintFacts['ticket'], at: Date): Because[] {
  const last = thread.findLast((one) => isTheirs(one) || isOurs(one))
  if (priority !== 'urgent' || !order || !last || !isOurs(last) || last.call) return []
  const waited = at.getTime() - last.at.getTime()
  if (waited < silence || !/[?？؟]/.test(last.text)) return []
  return [{ code: 'silent_after_question', detail: String(Math.floor(waited / minutes(1))) }]
}

function isTheirs({ kind, auto, stranger }: Told): boolean {
  return kind === 'in' && auto?.is !== true && stranger !== true
}

function isOurs({ kind, retraction, delivery }: Told): boolean {
  return kind === 'reply' && !retraction && delivery?.state !== 'failed'
}
