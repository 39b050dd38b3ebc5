import { Types } from 'mongoose'
import { z } from 'zod'
import { NotFound } from '../../lib/errors.js'
import { Inbound, quarantined, retry, type InboundRecord } from '../../models/intake/index.js'
import * as outbox from '../../models/outbox/index.js'
import { alreadySent, route, type AnyRoute } from '../api/route.js'
import * as schemas from '../api/schemas.js'
import { readTimeCursor, timePage } from '../api/time-cursor.js'
import { sendFile, type Download } from '../download.js'
import type { Web } from '../web.js'

const letter = z.object({
  id: z.string(),
  ticket: z.string().nullable(),
  message: z.string().nullable(),
  channel: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  automatic: z.boolean(),
  state: z.enum(outbox.outboxStates),
  attempts: z.number().int(),
  dueAt: schemas.instant,
  error: z.object({ class: z.string(), code: z.string(), detail: z.string() }).nullable(),
  possibleDuplicate: z.boolean(),
  createdAt: schemas.instant,
})
const parked = z.object({
  id: z.string(),
  channel: z.string(),
  size: z.number().int(),
  sha256: z.string(),
  attempts: z.number().int(),
  error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  receivedAt: schemas.instant,
})

/** What leaves and could not, what came and could not be read. */
export const mailFlowRoutes: AnyRoute[] = [
  route({
    method: 'get',
    path: '/outbox',
    summary: 'Letters by state, newest first',
    permission: { area: 'see_outbox' },
    query: schemas.pageQuery.extend({ state: z.enum(outbox.outboxStates).optional() }),
    responses: { 200: schemas.pageOf(letter) },
    async handler({ query }) {
      const page = await outboxPage(query.state ? [query.state] : [...outbox.outboxStates], query)
      return { items: page.items.map(letterJson), next: page.next }
    },
  }),
  route({
    method: 'post',
    path: '/outbox/:id/retry',
    summary: 'Send a letter again that was kept, failed, or of which nobody knows whether it arrived',
    permission: { area: 'resend' },
    params: schemas.idParams,
    responses: { 202: null },
    handler: ({ web, actor, params }) => retryLetter(web, actor, params.id),
  }),
  route({
    method: 'get',
    path: '/quarantine',
    summary: 'Deliveries set aside because they could not be read, newest first',
    permission: { area: 'see_quarantine' },
    query: schemas.pageQuery,
    responses: { 200: schemas.pageOf(parked) },
    async handler({ query }) {
      const page = await quarantinePage(query)
      return { items: page.items.map(parkedJson), next: page.next }
    },
  }),
  route({
    method: 'get',
    path: '/quarantine/:id/raw',
    summary: 'The bytes of a delivery as they came',
    permission: { area: 'see_quarantine' },
    params: schemas.idParams,
    responses: { 200: null },
    async handler({ web, res, params }) {
      await sendFile(res, web.blobs, await rawOf(params.id), false)
      return alreadySent
    },
  }),
  route({
    method: 'post',
    path: '/quarantine/:id/retry',
    summary: 'Try a delivery again',
    permission: { area: 'retry_quarantine' },
    params: schemas.idParams,
    responses: { 202: null },
    handler: ({ web, params }) => retryInbound(web, params.id),
  }),
]

type PageRequest = { cursor?: string | undefined; limit?: number | undefined }

export async function outboxPage(states: outbox.OutboxState[], { cursor, limit = 50 }: PageRequest) {
  const from = cursor === undefined ? undefined : readTimeCursor(cursor)
  const rows = await outbox.listLetters(states, limit + 1, from && { createdAt: from.at, _id: from.id })
  return timePage(rows, limit, (row) => row.createdAt)
}

export async function quarantinePage({ cursor, limit = 50 }: PageRequest) {
  const from = cursor === undefined ? undefined : readTimeCursor(cursor)
  const rows = await quarantined(limit + 1, from && { receivedAt: from.at, _id: from.id })
  return timePage(rows, limit, (row) => row.receivedAt)
}

export async function retryLetter(
  web: Web,
  by: Parameters<typeof outbox.resendLetter>[1],
  id: string,
): Promise<void> {
  await outbox.resendLetter(new Types.ObjectId(id), by)
  await web.enqueue('deliver-message', { outboxId: id })
}

export async function retryInbound(web: Web, id: string): Promise<void> {
  await retry(new Types.ObjectId(id))
  await web.enqueue('receive-message', { inboundId: id })
}

/** A delivery's bytes as a download. @throws NotFound('inbound_not_found') */
export async function rawOf(id: string | Types.ObjectId): Promise<Download> {
  const inbound = await Inbound.findById(id).lean<InboundRecord>()
  if (!inbound) throw new NotFound('inbound_not_found')
  const name = `${inbound._id.toHexString()}.${inbound.channel === 'email' ? 'eml' : 'txt'}`
  const { size, blob, inline } = inbound
  const file = { name, type: 'text/plain; charset=utf-8', size, blob }
  return inline ? { ...file, bytes: Buffer.from(inline.value()) } : file
}

function letterJson(one: outbox.OutboxRecord): z.input<typeof letter> {
  return {
    id: one._id.toHexString(),
    ticket: one.ticket?.toHexString() ?? null,
    message: one.message?.toHexString() ?? null,
    channel: one.channel,
    to: one.to.map(({ address }) => address),
    subject: one.subject,
    automatic: one.automatic,
    state: one.state,
    attempts: one.attempts,
    dueAt: one.dueAt.toISOString(),
    error: one.error ? { class: one.error.class, code: one.error.code, detail: one.error.detail } : null,
    possibleDuplicate: one.possibleDuplicate,
    createdAt: one.createdAt.toISOString(),
  }
}

function parkedJson(one: InboundRecord): z.input<typeof parked> {
  return {
    id: one._id.toHexString(),
    channel: one.channel,
    size: one.size,
    sha256: one.sha256,
    attempts: one.attempts,
    error: one.error ? { code: one.error.code, detail: one.error.detail } : null,
    receivedAt: one.receivedAt.toISOString(),
  }
}
