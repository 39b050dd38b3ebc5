/** A mail that a customer of the demonstration shop has written, and what the shop did about it. */
export interface Complaint {
  /** Fixed for ever: running the command again finds the same mail by it. */
  key: string
  /** Index into the customers. */
  from: number
  /** Days before now, with the hour as a fraction. */
  daysAgo: number
  subject: string
  text: string
  /** Index into the orders; its number is put in place of `{order}`. */
  order?: number
  /** What the shop did, in this order. */
  then?: Step[]
}

export type Step =
  | { do: 'assign'; to: Person }
  | { do: 'note'; by: Person; text: string }
  | { do: 'reply'; by: Person; text: string; then?: 'resolve' | 'pending' }
  | { do: 'answer'; text: string }
  | { do: 'tag'; by: Person; tags: string[] }

/** What a colleague does. */
export type Deed = Exclude<Step, { do: 'answer' }>

/** The people of the demonstration shop, by role. */
export type Person = 'admin' | 'manager' | 'mediator' | 'agent'

export const assign = (to: Person): Deed => ({ do: 'assign', to })
export const note = (by: Person, text: string): Deed => ({ do: 'note', by, text })
export const reply = (by: Person, text: string): Deed => ({ do: 'reply', by, text })
export const solve = (by: Person, text: string): Deed => ({ do: 'reply', by, text, then: 'resolve' })
export const ask = (by: Person, text: string): Deed => ({ do: 'reply', by, text, then: 'pending' })
export const answer = (text: string): Step => ({ do: 'answer', text })
export const tag = (by: Person, ...tags: string[]): Deed => ({ do: 'tag', by, tags })

/** A line of the lists: who, when, subject, words, what came of it; `order` where the mail names one. */
export function complaint(
  key: string,
  [from, daysAgo, order]: [from: number, daysAgo: number, order?: number],
  subject: string,
  text: string,
  ...then: Step[]
): Complaint {
  return { key, from, daysAgo, subject, text, then, ...(order === undefined ? {} : { order }) }
}
