import { z } from 'zod'
import { channelNames } from '../../models/intake/message-shapes.js'
import { deliveryStates, messageKinds } from '../../models/messages/index.js'
import { priorities, ticketStatuses } from '../../models/tickets/index.js'

/** Shapes that several routes share, for checking what comes in and for describing what goes out. */
export const objectIdText = z.string().regex(/^[0-9a-f]{24}$/)
export const idParams = z.strictObject({ id: objectIdText })
export const numberParams = z.strictObject({
  number: z
    .string()
    .regex(/^[1-9]\d{0,11}$/)
    .transform(Number),
})
export const keyParams = z.strictObject({ key: z.string().regex(/^[a-z0-9_-]{1,64}$/) })

export const pageQuery = z.strictObject({
  cursor: z.string().min(1).max(400).optional(),
  limit: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.number().min(1).max(100))
    .optional(),
})

/** The version of a ticket that the writer saw; with it a faster colleague makes the write a conflict. */
export const version = z.number().int().min(1)
export const instant = z.iso.datetime({ offset: true })
export const locale = z.enum(['tr', 'en'])
export const role = z.enum(['admin', 'manager', 'mediator', 'agent'])
export const namesInBoth = z.strictObject({
  tr: z.string().trim().min(1).max(120),
  en: z.string().trim().min(1).max(120),
})

export const moderation = z.enum(['hide', 'unhide', 'like', 'unlike'])

export const personRef = z.object({ id: z.string(), name: z.string() })
export const because = z.object({ code: z.string(), detail: z.string() })
const ref = z.object({ id: z.string() })

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() })
}

const lastMessage = z.object({
  at: instant,
  direction: z.enum(['in', 'out', 'internal']),
  author: z.string(),
  preview: z.string(),
})

/** What a list says of a ticket. */
export const ticketRow = z.object({
  number: z.number().int(),
  subject: z.string(),
  status: z.enum(ticketStatuses),
  snoozedUntil: instant.nullable(),
  spam: z.boolean(),
  priority: z.enum(priorities),
  category: z.string(),
  channel: z.enum(channelNames),
  customer: personRef.nullable(),
  assignee: personRef.nullable(),
  team: personRef.nullable(),
  tags: z.array(z.string()),
  dispute: ref.nullable(),
  lastMessage,
  messageCount: z.number().int(),
  waitingSince: instant.nullable(),
  seq: z.number().int(),
  version: z.number().int(),
  createdAt: instant,
  lastActivityAt: instant,
})

export const ticket = ticketRow.extend({
  publicId: z.string(),
  priorityBecause: z.array(because),
  categoryBecause: z.array(because),
  suggestions: z.array(z.object({ category: z.string(), confidence: z.number(), because: z.array(because) })),
  order: ref.nullable(),
  seller: ref.nullable(),
  product: ref.nullable(),
  carrier: ref.nullable(),
  rootCause: z.string().nullable(),
  follows: ref.nullable(),
  closure: z.object({ by: z.string(), at: instant, reason: z.string() }).nullable(),
  sla: z.object({ clocks: z.array(z.object({ metric: z.string(), dueAt: instant, state: z.string() })) }),
  updatedAt: instant,
})

export const attachment = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  size: z.number().int(),
  url: z.string(),
  image: z.boolean(),
  state: z.enum(['', 'pending', 'failed']),
  reason: z.string(),
  /** A program or a document that may run one. */
  risky: z.boolean(),
})

/** What stands beside the words of a message: public or not, edited, rated and so on. Instants are '' for never. */
const messageBeside = z.object({
  id: z.string(),
  public: z.boolean(),
  permalink: z.string(),
  bot: z.boolean(),
  editedAt: z.string(),
  deletedAt: z.string(),
  reactions: z.array(z.object({ emoji: z.string(), count: z.number().int() })),
  location: z.object({ label: z.string(), url: z.string() }).nullable(),
  rating: z.object({ value: z.number(), max: z.number(), stars: z.array(z.boolean()) }).nullable(),
  call: z
    .object({
      medium: z.string(),
      direction: z.string(),
      minutes: z.number(),
      seconds: z.number(),
      outcome: z.string(),
    })
    .nullable(),
  joined: z.array(because),
  badLinks: z.string(),
  movedFrom: z.number().int(),
  promise: z
    .object({
      ...{ message: z.string(), ticket: z.number().int(), text: z.string(), until: instant },
      state: z.enum(['open', 'kept', 'broken']),
    })
    .nullable(),
  hidden: z.boolean(),
  liked: z.boolean(),
  actions: z.array(moderation),
})

export const message = z.object({
  id: z.string(),
  ticket: z.number().int(),
  seq: z.number().int(),
  kind: z.enum(messageKinds),
  channel: z.enum(channelNames),
  author: personRef,
  stranger: z.string(),
  at: instant,
  text: z.string(),
  truncated: z.boolean(),
  quoted: z.boolean(),
  html: z.boolean(),
  raw: z.boolean(),
  attachments: z.array(attachment),
  delivery: z
    .object({
      ...{ state: z.enum(deliveryStates), reason: z.string(), detail: z.string(), at: instant },
      times: z.object({ sent: z.string(), delivered: z.string(), read: z.string() }).optional(),
    })
    .nullable(),
  beside: messageBeside.nullable(),
  retracted: z.boolean(),
  clientId: z.string(),
  pending: z.boolean(),
})

export const event = z.object({
  id: z.string(),
  ticket: z.number().int(),
  seq: z.number().int(),
  name: z.string(),
  by: z.object({ kind: z.string(), id: z.string().nullable(), name: z.string() }),
  data: z.record(z.string(), z.unknown()),
  at: instant,
})

export const user = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role,
  teams: z.array(z.string()),
  locale,
  timeZone: z.string(),
  state: z.enum(['active', 'invited', 'deactivated']),
})

export const errorAnswer = z.object({
  error: z.object({ code: z.string(), message: z.string(), details: z.record(z.string(), z.unknown()) }),
})
