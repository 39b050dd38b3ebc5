import { z } from 'zod'

/** What a visitor's frame may say beside a message (channels/chat/envelope.ts); anything else is `invalid_input`. */
const seq = z.number().int().min(0).max(1_000_000_000)

export const sinceInput = z.strictObject({
  seq,
  /** publicId of the conversation that the frame shows. */
  conversation: z.string().max(64).nullish(),
})
export const typingInput = z.strictObject({ on: z.boolean() })
export const readInput = z.strictObject({ seq })
export const historyInput = z.strictObject({ before: seq })
export const endInput = z.strictObject({}).nullish()
export const rateInput = z.strictObject({
  score: z.number().int().min(1).max(5),
  comment: z.string().max(4_000).default(''),
})
