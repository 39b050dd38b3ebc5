import { Types } from 'mongoose'
import { z } from 'zod'
import { presentMessage } from '../../../views/present/messages.js'
import { now } from '../../lib/clock.js'
import { Invalid } from '../../lib/errors.js'
import { lowerAscii } from '../../lib/fold.js'
import { randomUUID } from '../../lib/ids.js'
import { toE164 } from '../../lib/phone.js'
import type { UserActor } from '../../models/actor.js'
import { likelyCustomers, type Likely } from '../../models/customers/claims.js'
import type { Claim } from '../../models/customers/index.js'
import { may } from '../../models/may.js'
import * as messages from '../../models/messages/index.js'
import { loadKnowledge } from '../../models/rules/index.js'
import * as tickets from '../../models/tickets/index.js'
import { answer, route, type AnyRoute } from '../api/route.js'
import * as schemas from '../api/schemas.js'
import { ticketJson } from '../api/shapes.js'
import { phoneAccount } from '../call-links.js'
import type { Web } from '../web.js'
import { customerFor } from './customers.js'

export const callInput = z.strictObject({
  medium: z.enum(['call', 'visit']).default('call'),
  direction: z.enum(['in', 'out']),
  outcome: z.enum(['reached', 'no_answer', 'busy', 'voicemail', 'promised_callback']),
  seconds: z.number().int().min(0).max(86_400).nullable().default(null),
  /** What was said; needed where somebody was spoken with. */
  text: z.string().max(20_000).default(''),
  at: schemas.instant.optional(),
  /** The customer's number, in any usual form. */
  phone: z.string().max(40).optional(),
  clientId: z.string().regex(/^[\w-]{8,64}$/).optional(),
}) // prettier-ignore

export const calledIn = callInput.extend({
  subject: z.string().trim().min(1).max(500),
  /** A customer whom the writer recognised; without it somebody new. */
  customer: schemas.objectIdText.optional(),
  name: z.string().trim().max(200).default(''),
  email: z.email().max(320).optional(),
  order: z.string().trim().max(60).default(''),
  category: z.string().max(64).default(''),
})

const caller = z.object({ id: z.string(), name: z.string(), proven: z.boolean() })

export const callRoutes: AnyRoute[] = [
  route({
    method: 'post',
    path: '/tickets/:number/calls',
    summary: 'Write a call or a visit into a ticket; the same clientId again is the same call',
    permission: { ticket: 'reply' },
    params: schemas.numberParams,
    body: callInput,
    responses: { 201: schemas.message, 200: schemas.message },
    async handler({ web, ticket, actor, body }) {
      const logged = await messages.logCall(ticket, actor, noteOf(body))
      web.counts.clear()
      return answer(logged.repeated ? 200 : 201, presentMessage(logged.message, ticket.number))
    },
  }),
  route({
    method: 'post',
    path: '/calls',
    summary: 'Open a ticket from a call or a visit; a number or address that was said is a claim and proves nothing',
    permission: { area: 'start_conversation' },
    body: calledIn,
    responses: { 201: schemas.ticket.extend({ messages: z.array(schemas.message) }) },
    async handler({ web, actor, body }) {
      const { ticket, message } = await openCalled(web, actor, body)
      return { ...ticketJson(ticket, await web.names.get()), messages: [presentMessage(message, ticket.number)] }
    },
  }),
  route({
    method: 'get',
    path: '/callers',
    summary: 'Who somebody with this number or address may be, of the customers that one may see (at most 10)',
    permission: { area: 'start_conversation' },
    query: z.strictObject({ phone: z.string().max(40).optional(), email: z.string().max(320).optional() }),
    responses: { 200: schemas.pageOf(caller) },
    async handler({ actor, query }) {
      const found = await callersOf(actor, claimsOf(query))
      return { items: found.map(({ customer, proven }) => ({ id: customer._id.toHexString(), name: customer.name, proven })), next: null }
    },
  }),
] // prettier-ignore

type CallInput = z.output<typeof callInput>
export type CalledIn = z.output<typeof calledIn>

/** @throws Invalid('call_number_invalid') */
export function noteOf(input: CallInput): messages.CallNote {
  const { medium, direction, outcome, seconds, text, at, phone = '', clientId } = input
  const number = phone.trim() === '' ? null : toE164(phone)
  if (phone.trim() !== '' && number === null) throw new Invalid('call_number_invalid', { number: phone })
  return {
    call: { medium, direction, outcome, seconds },
    text,
    at: at === undefined ? now() : new Date(at),
    clientId: clientId ?? randomUUID(),
    ...(number === null ? {} : { number }),
  }
}

/** Opens a ticket as the API and the page do. @throws Invalid('caller_unnamed'), and what openByCall throws */
export async function openCalled(web: Web, actor: UserActor, input: CalledIn): ReturnType<typeof tickets.openByCall> {
  const { subject, customer, name, order, category } = input
  const claims = claimsOf(input)
  if (customer === undefined && name === '' && claims.length === 0) throw new Invalid('caller_unnamed')
  const known = customer === undefined ? null : await customerFor(actor, customer)
  const called: tickets.CalledIn = {
    note: noteOf(input),
    customer: known ? { id: known.customer._id } : { name },
    account: await phoneAccount(),
    ...{ subject, claims, order, category },
  }
  const opened = await tickets.openByCall(called, actor, await loadKnowledge())
  web.counts.clear()
  return opened
} // prettier-ignore

/** What somebody said of themselves, in the form of identities; what is no number or address is left out. */
export function claimsOf({ phone = '', email = '' }: { phone?: string | undefined; email?: string | undefined }): Pick<Claim, 'type' | 'value'>[] {
  const [number, address] = [toE164(phone), lowerAscii(email.trim())]
  return [
    ...(number === null ? [] : [{ type: 'phone' as const, value: number }]),
    ...(address.includes('@') ? [{ type: 'email' as const, value: address }] : []),
  ]
} // prettier-ignore

/** Of the people who may be meant those that the asker may see; a customer without any ticket is nobody's secret. */
export async function callersOf(actor: UserActor, claims: readonly Pick<Claim, 'type' | 'value'>[]): Promise<Likely[]> {
  const found = await likelyCustomers(claims)
  const seen = await Promise.all(
    found.map(async ({ customer }) => {
      const theirs = await tickets.ofCustomer(new Types.ObjectId(customer._id), 50)
      return actor.role !== 'agent' || theirs.length === 0 || theirs.some((ticket) => may(actor, 'see', ticket))
    }),
  )
  return found.filter((_one, index) => seen[index])
} // prettier-ignore
