import { z } from 'zod'

/** What a client may say; anything else is answered `invalid_input` and changes nothing. */
const number = z.number().int().min(1).max(999_999_999_999)
const seq = z.number().int().min(0).max(1_000_000_000)

/** How many tickets one socket may follow. */
export const mostTickets = 100

export const subscribeInput = z
  .strictObject({
    tickets: z.array(number).max(mostTickets).optional(),
    /** The one open ticket, for clients with one. */
    ticket: number.nullable().optional(),
    /** Whether, or beside which view, the lists are shown. */
    views: z.boolean().optional(),
    view: z.string().max(64).nullable().optional(),
  })
  .transform(({ tickets = [], ticket, views, view }) => ({
    tickets: [...new Set(ticket ? [...tickets, ticket] : tickets)].slice(0, mostTickets),
    lists: views ?? (view !== undefined && view !== null),
  }))

export const sinceInput = z
  .record(z.string().regex(/^[1-9]\d{0,11}$/), seq)
  .refine((asked) => Object.keys(asked).length <= mostTickets, `at most ${mostTickets} tickets`)

export const presenceInput = z.strictObject({
  ticket: number,
  state: z.enum(['viewing', 'typing', 'left']),
})
export const typingInput = z.strictObject({ ticket: number })

export type PresenceState = z.output<typeof presenceInput>['state']
