import { Types } from 'mongoose'
import { minutes } from '../../lib/clock.js'
import { actorRef, system, type ActorRef } from '../../models/actor.js'
import type { EventRecord } from '../../models/event.js'
import type { NewEvent } from '../../models/events.js'
import type { MessageRecord } from '../../models/messages/message.js'
import { between, zipfian, type Random } from './random.js'

/** What threads are made of; the same for all. */
export interface Cast {
  words: readonly string[]
  startedAt: Date
  account: Types.ObjectId
  address: string
  team: Types.ObjectId
  customers: readonly { id: Types.ObjectId; name: string; address: string }[]
  agents: readonly ActorRef[]
}

export interface Told {
  id: Types.ObjectId
  n: number
  customer: Cast['customers'][number]
  agent: ActorRef
  createdAt: Date
  subject: string
  cast: Cast
}

export interface EventLog {
  events: EventRecord[]
  add: (event: NewEvent, at: Date, by: ActorRef) => number
}

/** Starts the numbered events of a ticket. */
export function eventLog({ id, n, createdAt, cast, agent }: Told, assigned: boolean): EventLog {
  const events: EventRecord[] = []
  const add: EventLog['add'] = (event, at, by) => {
    const seq = events.length + 1
    const { team } = cast
    // relayed already: nobody is to be told of what is only volume
    events.push({
      _id: idOf(at, n, 128 + seq),
      ticket: id,
      seq,
      ...event,
      by,
      team,
      at,
      relayedAt: at,
    })
    return seq
  }
  const opened = { channel: 'email', category: 'other', priority: 'normal', direction: 'inbound' } as const
  add({ name: 'ticket.opened', data: opened }, createdAt, actorRef(system))
  if (assigned) add({ name: 'ticket.assigned', data: { from: null, to: agent.id } }, createdAt, agent)
  return { events, add }
}

/** The `index`-th message: the customer and the agent take turns. */
export function message(
  told: Told,
  text: string,
  index: number,
  log: EventLog,
  random: Random,
): MessageRecord {
  const { customer, agent, cast, n } = told
  const inward = index % 2 === 0
  const at = after(told.createdAt, index)
  const id = idOf(at, n, 1 + index)
  const messageId = id.toHexString()
  const seq = log.add(
    inward
      ? { name: 'message.received', data: { messageId, channel: 'email', stranger: false, auto: false } }
      : { name: 'reply.written', data: { messageId, clientId: `fill-${n}-${index}` } },
    at,
    inward ? actorRef(system) : agent,
  )
  const [from, to] = inward ? [customer.address, cast.address] : [cast.address, customer.address]
  return {
    _id: id,
    ticket: told.id,
    seq,
    kind: inward ? 'in' : 'reply',
    channel: 'email',
    account: cast.account,
    ...(inward
      ? { externalId: `fill-${n}-${index}`, authorAddress: from }
      : { clientId: `fill-${n}-${index}` }),
    author: inward ? { kind: 'customer', id: customer.id.toHexString(), name: customer.name } : agent,
    text,
    hasHtml: inward && random() < 0.1,
    hasQuoted: false,
    attachments: [],
    email: {
      messageId: `<fill.${n}.${index}@posta.example>`,
      inReplyTo: null,
      references: [],
      from,
      to: [to],
      cc: [],
      subject: told.subject,
    },
    ...(inward ? {} : { delivery: { state: 'sent', at, attempts: 1 } }),
    at,
    createdAt: at,
  }
}

/** 40 to 80 words; "kargo" in three of ten texts, "zumrutanka" in one of a thousand. */
export function textOf(random: Random, words: readonly string[]): string {
  const sentences = Array.from({ length: between(random, 5, 8) }, () =>
    capital(sentence(random, words, between(random, 8, 10))),
  )
  if (random() < 0.3) sentences.push('Kargo hâlâ gelmedi')
  if (random() < 0.001) sentences.push('Paketin adı zumrutanka')
  return `${sentences.join('. ')}.`
}

/** Some words of the vocabulary, the frequent ones more often. */
export function sentence(random: Random, words: readonly string[], length: number): string {
  return Array.from({ length }, () => zipfian(random, words)).join(' ')
}

/** With a capital first letter, by Turkish rules. */
export function capital(text: string): string {
  return text.slice(0, 1).toLocaleUpperCase('tr') + text.slice(1)
}

/** The n-th exchange of a thread, each some hours after the other. */
export function after(start: Date, step: number): Date {
  return new Date(start.getTime() + step * minutes(70))
}

/** An id that carries its time like every other, and is the same whenever it is made. */
export function idOf(at: Date, n: number, part: number): Types.ObjectId {
  const time = Math.floor(at.getTime() / 1_000).toString(16).padStart(8, '0')
  return new Types.ObjectId(`${time}f111${part.toString(16).padStart(4, '0')}${n.toString(16).padStart(8, '0')}`)
} // prettier-ignore
