import { Types } from 'mongoose'
import { z } from 'zod'
import { Invalid } from '../../lib/errors.js'
import { lowerAscii } from '../../lib/fold.js'
import { toE164 } from '../../lib/phone.js'
import { channelNames } from '../../models/intake/message-shapes.js'
import { accountByKey, listAccounts, type ChannelAccountRecord } from '../../models/channel-accounts/index.js'
import * as messages from '../../models/messages/index.js'
import * as orders from '../../models/orders/index.js'
import type { OrderRecord } from '../../models/orders/index.js'
import { loadKnowledge } from '../../models/rules/index.js'
import * as tickets from '../../models/tickets/index.js'
import { presentMessage } from '../../../views/present/messages.js'
import { route, type AnyRoute } from '../api/route.js'
import * as schemas from '../api/schemas.js'
import { rowJson, ticketJson } from '../api/shapes.js'
import { assertTaken } from '../reply-limits.js'
import type { Web } from '../web.js'
import { changeTicket, ticketChanges } from './ticket-changes.js'
import { definedOf } from './session.js'

const name = z.string().trim().max(200).default('')
const identity = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('email'), value: z.email().max(320), name }),
  /** A telephone number as people write it; one without a country's prefix is Turkish. */
  z.strictObject({ type: z.literal('phone'), value: z.string().trim().min(5).max(40), name }),
])

export const ticketStart = z
  .strictObject({
    subject: z.string().trim().min(1).max(500),
    text: z.string().trim().min(1).max(100_000),
    direction: z.enum(['inbound', 'outbound']),
    channel: z.enum(channelNames).default('email'),
    /** Key of the channel account; without it the channel's first one that is switched on. */
    account: z.string().max(64).optional(),
    customer: schemas.objectIdText.optional(),
    identity: identity.optional(),
    /** The number of the order it is about. */
    order: z.string().trim().min(1).max(100).optional(),
  })
  .refine((body) => (body.customer === undefined) !== (body.identity === undefined), {
    path: ['customer'],
    error: 'either customer or identity is needed',
  })

const listQuery = schemas.pageQuery.extend({
  q: z.string().max(300).optional(),
  view: z.enum(tickets.viewKeys).optional(),
})

export const ticketRoutes: AnyRoute[] = [
  route({
    method: 'get',
    path: '/tickets',
    summary: 'Tickets, latest activity first; `q` takes search words and operators',
    permission: 'user',
    query: listQuery,
    responses: { 200: schemas.pageOf(schemas.ticketRow) },
    async handler({ web, actor, query }) {
      const [page, names] = await Promise.all([tickets.list(definedOf(query), actor), web.names.get()])
      return { items: page.items.map((row) => rowJson(row, names)), next: page.next }
    },
  }),
  route({
    method: 'post',
    path: '/tickets',
    summary: 'Begin a conversation: write to a customer (outbound), or note down what one said (inbound)',
    permission: { area: 'start_conversation' },
    body: ticketStart,
    responses: { 201: schemas.ticket.extend({ messages: z.array(schemas.message) }) },
    async handler({ web, actor, body }) {
      const { ticket, message } = await startTicket(web, actor, body)
      const names = await web.names.get()
      return { ...ticketJson(ticket, names), messages: [presentMessage(message, ticket.number)] }
    },
  }),
  route({
    method: 'get',
    path: '/tickets/:number',
    summary: 'One ticket; with `include=messages` its latest messages too',
    permission: { ticket: 'see' },
    params: schemas.numberParams,
    query: z.strictObject({ include: z.literal('messages').optional() }),
    responses: { 200: schemas.ticket.extend({ messages: z.array(schemas.message).optional() }) },
    async handler({ web, ticket, query }) {
      const [names, thread] = await Promise.all([
        web.names.get(),
        query.include ? messages.threadOf(ticket._id, { limit: 100 }) : null,
      ])
      const shown = ticketJson(ticket, names)
      return thread ? { ...shown, messages: thread.map((one) => presentMessage(one, ticket.number)) } : shown
    },
  }),
  route({
    method: 'patch',
    path: '/tickets/:number',
    summary: 'Change a ticket as it was at `version`; somebody faster makes it a conflict',
    permission: { ticket: 'see' },
    params: schemas.numberParams,
    body: ticketChanges,
    responses: { 200: schemas.ticket },
    handler: async ({ web, ticket, actor, body }) =>
      ticketJson(await changeTicket(ticket, actor, body), await web.names.get()),
  }),
]

export type TicketStartInput = z.output<typeof ticketStart>

/**
 * Begins a conversation as the API and the page do.
 * @throws Invalid('channel_account_unknown' | 'phone_invalid' | 'order_unknown'), what the channel does not take, and what
 *   `start` throws
 */
export async function startTicket(
  web: Web,
  actor: Parameters<typeof tickets.start>[1],
  input: TicketStartInput,
): ReturnType<typeof tickets.start> {
  const account = await accountFor(input)
  const { direction, subject, text } = input
  const options = {
    secrets: web.secrets,
    undoSeconds: web.config.email.undoSeconds,
    allow: (route: messages.ReplyRoute, writing: messages.Writing) => assertTaken(null, route, writing, web),
  }
  const started = await tickets.start(
    { direction, subject, text, account, customer: whomOf(input), order: await orderOf(input.order) },
    actor,
    await loadKnowledge(),
    options,
  )
  web.counts.clear()
  return started
}

function whomOf({ customer, identity }: TicketStartInput): Parameters<typeof tickets.start>[0]['customer'] {
  if (customer !== undefined) return { id: new Types.ObjectId(customer) }
  const { type = 'email', value = '', name = '' } = identity ?? {}
  const address = type === 'phone' ? toE164(value) : lowerAscii(value)
  if (address === null) throw new Invalid('phone_invalid', { phone: value })
  return { identity: { type, scope: '', value: address, proof: 'none' }, name }
}

async function orderOf(number: string | undefined): Promise<OrderRecord | null> {
  if (number === undefined) return null
  const [order] = await orders.findByNumber([number])
  if (!order) throw new Invalid('order_unknown', { order: number })
  return order
}

async function accountFor(input: TicketStartInput): Promise<ChannelAccountRecord> {
  if (input.account !== undefined) return accountByKey(input.channel, input.account)
  const first = (await listAccounts(input.channel)).find((account) => account.enabled)
  if (!first) throw new Invalid('channel_account_unknown', { channel: input.channel })
  return first
}
