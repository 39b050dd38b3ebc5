import { z } from 'zod'
import { remedyKeys } from '../remedies.js'

export const chatLimits = {
  /** UTF-16 units of one message; in UTF-8 it then fits a frame of 64 kB with room for the rest. */
  text: 5_000,
  files: 5,
  fileBytes: 10 * 1024 * 1024,
  fileTypes: ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'application/pdf'],
} as const

const short = z.string().trim().max(200)

/** A writer's own id of a message: sent twice, it is one message. */
export const clientId = z.string().regex(/^[\w-]{8,64}$/)

/** Answers to the questions before the conversation. */
export const askedShape = z.strictObject({
  order: z.string().trim().max(40).optional(),
  category: z.string().regex(/^[a-z0-9_]{1,64}$/).optional(),
  remedy: z.enum(remedyKeys).optional(),
  answers: z.array(z.strictObject({ question: short, answer: z.string().trim().max(1_000) })).max(10).default([]),
}) // prettier-ignore

/** What a visitor says in one message. */
export const visitorMessage = z.strictObject({
  clientId,
  text: z.string().max(chatLimits.text),
  attachments: z.array(z.string().regex(/^[0-9a-f]{24}$/)).max(chatLimits.files).default([]),
  asked: askedShape.optional(),
  contact: z
    .strictObject({
      name: short.optional(),
      email: z.union([z.literal(''), z.email().max(320)]).optional(),
      phone: z.string().trim().max(40).optional(),
      consent: z.boolean().optional(),
    })
    .optional(),
}) // prettier-ignore

const proof = z.enum(['none', 'signed'])

/**
 * A visitor's message as the web process puts it down, before anything else: everything that was proved then, so that
 * it can be replayed without asking again.
 */
export const chatEnvelope = z.object({
  visitor: z.string().regex(/^[\w-]{1,64}$/),
  clientId,
  text: z.string(),
  attachments: z.array(
    z.object({ upload: z.string(), name: z.string(), type: z.string(), size: z.number() }),
  ),
  asked: askedShape.optional(),
  /** Who the visitor is, as far as it is known. */
  name: z.string(),
  shopUser: z.string().nullable(),
  email: z.object({ value: z.string(), proof }).nullable(),
  phone: z.object({ value: z.string(), proof }).nullable(),
  consent: z.boolean(),
  /** publicId of the conversation it goes on with. */
  conversation: z.string().nullable(),
  /** Written while nobody was there to answer. */
  offline: z.boolean(),
  at: z.iso.datetime(),
})

export type ChatEnvelope = z.output<typeof chatEnvelope>

/** What a program of the shop's posts to `/channels/chat/:key`. */
export const botMessage = z.strictObject({
  visitor: z.string().regex(/^[\w-]{1,64}$/).optional(),
  conversation: z.string().regex(/^[0-9a-z]{10,64}$/).optional(),
  clientId,
  text: z.string().trim().min(1).max(chatLimits.text),
  /** A person is asked to go on. */
  handover: z.boolean().optional(),
}).refine(({ visitor, conversation }) => visitor !== undefined || conversation !== undefined) // prettier-ignore

export type BotMessage = z.output<typeof botMessage>

/** The JSON of some bytes, or undefined when they are none. */
export function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown
  } catch {
    // What is no JSON is answered by who asked.
    return undefined
  }
}
