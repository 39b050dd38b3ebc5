import type { CallFormView, CallValues, ConversationView } from '../../../../views/types.js'
import { presentPlaybooks } from '../../../../views/present/playbooks.js'
import { now } from '../../../lib/clock.js'
import { randomUUID } from '../../../lib/ids.js'
import type { UserActor } from '../../../models/actor.js'
import { blockOf } from '../../../models/customers/block.js'
import { identitiesOf, survivor, type CustomerRecord } from '../../../models/customers/index.js'
import { may } from '../../../models/may.js'
import {
  contactsWithoutAnswer,
  lastAttempt,
  mostContacts,
  phoneHint,
  type MessageRecord,
} from '../../../models/messages/index.js'
import { playbooksFor, progressOf } from '../../../models/playbooks/index.js'
import type { TicketRecord } from '../../../models/tickets/index.js'
import { callLinker, phoneViews } from '../../call-links.js'

type Side = Pick<ConversationView, 'calls' | 'advice' | 'block' | 'playbooks'>

export const emptyCall: CallValues = { medium: 'call', direction: 'out', outcome: 'reached', minutes: '', at: '', note: '', phone: '' } // prettier-ignore

/**
 * What helps with a conversation: the form for calls, advice, playbooks, and whether the customer is kept out.
 * @param locale of words for a customer whose language is not known
 */
export async function callSide(
  ticket: TicketRecord,
  thread: readonly MessageRecord[],
  actor: UserActor,
  locale: 'tr' | 'en',
): Promise<Side> {
  const mayReply = may(actor, 'reply', ticket)
  const [customer, progress] = await Promise.all([ticket.customer ? survivor(ticket.customer) : null, progressOf(ticket._id)])
  const offered = mayReply ? await playbooksFor(ticket.category, ticket.language ?? locale) : []
  const calls = mayReply ? await callForm(ticket, thread, customer) : null
  const facts = { ticket, inDispute: ticket.dispute !== null, dismissedAt: progress.adviceDismissed?.at ?? null }
  const reasons = phoneHint(thread, facts, now())
  const contacts = contactsWithoutAnswer(thread, now())
  return {
    calls,
    advice: calls && {
      ticket: ticket.number,
      phone: reasons && { reasons, phones: calls.phones },
      contacts: contacts >= mostContacts ? contacts : 0,
    },
    block: customer && blockView(customer, ticket.number, actor),
    playbooks: presentPlaybooks(ticket.number, offered, progress.done),
  }
} // prettier-ignore

/** Every number a customer is known by or has claimed. */
export async function phonesOf(customer: CustomerRecord | null): Promise<string[]> {
  if (!customer) return []
  const known = [...(await identitiesOf(customer._id)), ...(customer.claims ?? [])]
  return known.filter(({ type }) => type === 'phone').map(({ value }) => value)
}

async function callForm(ticket: TicketRecord, thread: readonly MessageRecord[], customer: CustomerRecord | null): Promise<CallFormView> {
  const phones = phoneViews(await phonesOf(customer), await callLinker())
  return {
    ticket: ticket.number,
    clientId: randomUUID(),
    values: { ...emptyCall, phone: phones[0]?.number ?? '' },
    faults: [],
    phones,
    lastTriedAt: lastAttempt(thread)?.toISOString() ?? '',
  }
} // prettier-ignore

/** Null where there is nothing to see and nothing to do. */
function blockView(customer: CustomerRecord, ticket: number, actor: UserActor): Side['block'] {
  const [blocked, mayBlock] = [blockOf(customer), may(actor, 'block_customer')]
  if (!blocked && !mayBlock) return null
  const now = blocked && {
    by: blocked.by.name,
    at: blocked.at.toISOString(),
    reason: blocked.reason ?? '',
    until: blocked.until?.toISOString() ?? '',
  }
  return { customer: customer._id.toHexString(), ticket, now, mayBlock }
}
