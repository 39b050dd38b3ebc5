import { Types } from 'mongoose'
import { z } from 'zod'
import type { UserActor } from '../../models/actor.js'
import { assertMay, may } from '../../models/may.js'
import * as messages from '../../models/messages/index.js'
import { letterOfMessage, resendLetter } from '../../models/outbox/index.js'
import type { TicketRecord } from '../../models/tickets/index.js'
import { byId } from '../../models/tickets/index.js'
import { presentMessage } from '../../../views/present/messages.js'
import { answer, route, type AnyRoute } from '../api/route.js'
import * as schemas from '../api/schemas.js'
import type { Web } from '../web.js'
import { moderate } from './moderation.js'
import { definedOf } from './session.js'
import { writeMessage, writing } from './write-message.js'

const written = schemas.message.extend({ ticketVersion: z.number().int(), ticketStatus: z.string() })

export const messageRoutes: AnyRoute[] = [
  route({
    method: 'get',
    path: '/tickets/:number/messages',
    summary: 'The latest messages of a ticket, in order; `before` pages backwards by sequence number',
    permission: { ticket: 'see' },
    params: schemas.numberParams,
    query: z.strictObject({
      before: z
        .string()
        .regex(/^\d{1,9}$/)
        .transform(Number)
        .optional(),
      limit: z
        .string()
        .regex(/^\d{1,3}$/)
        .transform(Number)
        .pipe(z.number().min(1).max(100))
        .optional(),
    }),
    responses: { 200: schemas.pageOf(schemas.message) },
    async handler({ ticket, actor, query }) {
      const limit = query.limit ?? 50
      const found = await messages.threadOf(ticket._id, { ...definedOf(query), limit: limit + 1 })
      const page = found.slice(-limit)
      const items = seenBy(actor, ticket, page).map((message) => presentMessage(message, ticket.number))
      return { items, next: found.length > limit ? String(page[0]?.seq ?? '') : null }
    },
  }),
  route({
    method: 'post',
    path: '/tickets/:number/messages',
    summary: 'Answer the customer or write an internal note; the same clientId again is the same message',
    permission: { ticket: 'see' },
    params: schemas.numberParams,
    body: writing,
    responses: { 201: written, 200: written },
    async handler({ web, ticket, actor, body }) {
      const done = await writeMessage(web, ticket, actor, body)
      const view = presentMessage(done.message, ticket.number)
      const facts = { ticketVersion: done.ticket.version, ticketStatus: done.ticket.status }
      return answer(done.repeated ? 200 : 201, { ...view, ...facts })
    },
  }),
  route({
    method: 'delete',
    path: '/messages/:id',
    summary: 'Take a reply back before it is sent',
    permission: { message: 'reply' },
    params: schemas.idParams,
    responses: { 200: schemas.message },
    handler: ({ ticket, actor, params }) => takeBack(ticket, actor, params.id),
  }),
  route({
    method: 'post',
    path: '/messages/:id/resend',
    summary: 'Send a reply again that was kept, failed, or of which nobody knows whether it arrived',
    permission: { message: 'reply', area: 'resend' },
    params: schemas.idParams,
    responses: { 200: schemas.message },
    handler: ({ web, ticket, actor, params }) => sendAgain(web, ticket, actor, params.id),
  }),
  route({
    method: 'put',
    path: '/messages/:id/moderation',
    summary: 'Hide or like a public comment where it stands',
    permission: { message: 'reply' },
    params: schemas.idParams,
    body: z.strictObject({ action: schemas.moderation }),
    responses: { 200: schemas.message },
    async handler({ web, ticket, actor, params, body }) {
      const message = await seenMessage(ticket, actor, params.id)
      return presentMessage(await moderate(web, message, body.action, actor), ticket.number)
    },
  }),
  route({
    method: 'get',
    path: '/messages/:id',
    summary: 'One message with its whole text, quotes included',
    permission: { message: 'see' },
    params: schemas.idParams,
    responses: { 200: schemas.message.extend({ fullText: z.string() }) },
    async handler({ ticket, actor, params }) {
      const message = await seenMessage(ticket, actor, params.id)
      const { fullText } = message.deletion ? { fullText: '' } : await messages.bodyOf(message)
      return { ...presentMessage(message, ticket.number), fullText }
    },
  }),
]

/** Takes a reply back. @throws Conflict('reply_already_sent') */
export async function takeBack(
  ticket: TicketRecord,
  by: UserActor,
  id: string,
): Promise<ReturnType<typeof presentMessage>> {
  const message = await seenMessage(ticket, by, id)
  return presentMessage(await messages.retract(message, by), ticket.number)
}

/** Queues a letter again and asks the worker to hurry. @throws NotFound('letter_not_found') */
export async function sendAgain(
  web: Web,
  ticket: TicketRecord,
  by: UserActor,
  id: string,
): Promise<ReturnType<typeof presentMessage>> {
  assertMay(by, 'resend', ticket)
  const letter = await letterOfMessage(new Types.ObjectId(id))
  await resendLetter(letter._id, by)
  await web.enqueue('deliver-message', { outboxId: letter._id.toHexString() })
  return presentMessage(await messages.messageById(new Types.ObjectId(id)), ticket.number)
}

/** A message that this person may see; a note is not there for who may see no notes. */
export async function seenMessage(
  ticket: TicketRecord,
  actor: UserActor,
  id: string,
): Promise<messages.MessageRecord> {
  const message = await messages.messageById(new Types.ObjectId(id))
  if (message.kind === 'note') assertMay(actor, 'see_notes', ticket)
  return message
}

/** The ticket and the message of an id, for pages. @throws NotFound */
export async function messageFor(
  actor: UserActor,
  id: Types.ObjectId,
): Promise<{ ticket: TicketRecord; message: messages.MessageRecord }> {
  const ticket = await byId((await messages.messageById(id)).ticket, actor)
  return { ticket, message: await seenMessage(ticket, actor, id.toHexString()) }
}

function seenBy(
  actor: UserActor,
  ticket: TicketRecord,
  thread: messages.MessageRecord[],
): messages.MessageRecord[] {
  return may(actor, 'see_notes', ticket) ? thread : thread.filter(({ kind }) => kind !== 'note')
}
