import { Types } from 'mongoose'
import { days } from '../../lib/clock.js'
import { actorRef, system } from '../../models/actor.js'
import { starterCategories } from '../../models/categories/index.js'
import type { EventRecord } from '../../models/event.js'
import type { BodyRecord } from '../../models/messages/body.js'
import type { MessageRecord } from '../../models/messages/message.js'
import { ticketTerms } from '../../models/tickets/open.js'
import type { TicketRecord } from '../../models/tickets/ticket.js'
import {
  after,
  capital,
  eventLog,
  idOf,
  message,
  sentence,
  textOf,
  type Cast,
  type Told,
} from './exchange.js'
import type { PlannedStatus } from './plan.js'
import { between, seeded, type Random } from './random.js'

export interface Thread {
  ticket: TicketRecord
  messages: MessageRecord[]
  bodies: BodyRecord[]
  events: EventRecord[]
}

/** One ticket with all that belongs to it. Ids and words depend on `n` alone, so a batch made again is the same batch. */
export function makeThread(
  n: number,
  number: number,
  length: number,
  status: PlannedStatus,
  cast: Cast,
): Thread {
  const random = seeded(42_000_000 + n)
  const createdAt = new Date(cast.startedAt.getTime() - Math.floor(random() * days(180)) - days(1))
  const customer = cast.customers[Math.floor(random() * cast.customers.length)] ?? cast.customers[0]
  if (!customer) throw new RangeError('nobody to write')
  const agent = cast.agents[Math.floor(random() * cast.agents.length)] ?? actorRef(system)
  const assigned = random() < 0.7
  const id = idOf(createdAt, n, 0)
  const subject = capital(sentence(random, cast.words, between(random, 3, 6)))
  const told = { id, n, customer, agent, createdAt, subject, cast }
  const texts = Array.from({ length }, () => textOf(random, cast.words))
  const log = eventLog(told, assigned && status !== 'closed')
  const messages = texts.map((text, index) => message(told, text, index, log, random))
  if (status === 'closed')
    log.add({ name: 'ticket.closed', data: { reason: 'resolved' } }, after(createdAt, length + 1), agent)
  return {
    ticket: ticketOf(told, { number, status, assigned, messages, seq: log.events.length }, random),
    messages,
    bodies: messages
      .filter(({ hasHtml }) => hasHtml)
      .map(({ _id, text }) => ({ _id, fullText: text, html: `<p>${text}</p>` })),
    events: log.events,
  }
}

interface Facts {
  number: number
  status: PlannedStatus
  assigned: boolean
  messages: MessageRecord[]
  seq: number
}

function ticketOf(told: Told, { number, status, assigned, messages, seq }: Facts, random: Random): TicketRecord {
  const { id, customer, agent, createdAt, subject, cast, n } = told
  const last = messages.at(-1)
  const at = status === 'closed' ? after(createdAt, messages.length + 1) : (last?.at ?? createdAt)
  const lastIn = messages.findLast(({ kind }) => kind === 'in')
  const waits = status === 'open' && last?.kind === 'in'
  const draw = random()
  return {
    _id: id, number, publicId: `fill${n.toString(36).padStart(22, '0')}`, subject, status,
    priority: draw < 0.05 ? 'urgent' : draw < 0.25 ? 'high' : draw < 0.95 ? 'normal' : 'low',
    priorityBecause: [], category: starterCategories[Math.floor(random() * starterCategories.length)]?.key ?? 'other',
    categoryBecause: [], suggestions: [], channel: 'email', account: cast.account,
    requester: { type: 'customer', id: customer.id }, customer: customer.id, customerName: customer.name,
    assignee: assigned && agent.id ? new Types.ObjectId(agent.id) : null, team: cast.team, tags: [],
    marketplace: null, order: null, seller: null, product: null, carrier: null, city: null, dispute: null, rootCause: null,
    follows: null, mergedInto: null,
    ...(status === 'closed' ? { resolvedAt: at, closure: { by: agent, at, reason: 'resolved' } } : {}),
    waitingSince: waits ? last.at : null, lastInboundAt: lastIn?.at ?? null,
    lastMessage: { at, direction: last?.kind === 'reply' ? 'out' : 'in', author: last?.author.name ?? '', preview: last?.text.slice(0, 140) ?? '' },
    messageCount: messages.length, language: 'tr', terms: ticketTerms(subject, customer.name),
    seq, version: seq - 1, createdAt, updatedAt: at, lastActivityAt: at,
  }
} // prettier-ignore
