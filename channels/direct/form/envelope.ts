import { z } from 'zod'
import { remedyKeys } from '../../remedies.js'

export const formLimits = {
  /** Characters that a complaint needs so that somebody can act on it. */
  least: 20,
  /** UTF-16 units of one text. */
  text: 10_000,
  files: 5,
  fileBytes: 10 * 1024 * 1024,
  fileTypes: ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'application/pdf'],
} as const

/** Name of the transport by which our own pages hand over what was written in them. */
export const formTransport = 'form'

const id = z.string().regex(/^[\w-]{8,64}$/)
const answers = z
  .array(
    z.strictObject({ question: z.string().trim().min(1).max(300), answer: z.string().trim().max(2_000) }),
  )
  .max(20)

/**
 * A complaint as a form of the shop's posts it to `/channels/form/:key`. `id` is the form's own name of it: sent twice,
 * it is one complaint.
 */
export const complaint = z.strictObject({
  id,
  name: z.string().trim().min(1).max(200),
  email: z.email().max(320),
  phone: z.string().trim().max(40).optional(),
  text: z.string().trim().min(1).max(formLimits.text),
  category: z.string().regex(/^[a-z0-9_]{1,64}$/).optional(),
  order: z.string().trim().max(40).optional(),
  rating: z.number().int().min(1).max(5).optional(),
  remedy: z.enum(remedyKeys).optional(),
  answers: answers.default([]),
}) // prettier-ignore

const uploads = z
  .array(z.object({ upload: z.string(), name: z.string(), type: z.string(), size: z.number() }))
  .max(formLimits.files)

/** The same with what only our own page adds: its uploads, and under which name they were made. */
export const ownComplaint = complaint.extend({
  kind: z.literal('complaint'),
  uploader: z.string(),
  uploads,
  at: z.iso.datetime(),
})

/** What a customer writes on the page of their ticket. */
export const pageMessage = z.object({
  kind: z.literal('message'),
  id,
  /** publicId of the ticket, proved by its link. */
  conversation: z.string().regex(/^[0-9a-z]{10,64}$/),
  text: z.string().max(formLimits.text),
  uploads,
  at: z.iso.datetime(),
})

export const ownEnvelope = z.discriminatedUnion('kind', [ownComplaint, pageMessage])

export type Complaint = z.output<typeof complaint>
export type OwnComplaint = z.output<typeof ownComplaint>
export type PageMessage = z.output<typeof pageMessage>
export type OwnEnvelope = z.output<typeof ownEnvelope>
