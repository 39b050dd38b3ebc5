import type { Remedy } from '../../../channels/channel.js'
import type { Deed, Person } from './complaint.js'

/** Channels of the demonstration beside mail. */
export const talkChannels = ['sms', 'whatsapp', 'chat', 'messenger', 'instagram', 'x', 'telegram', 'review', 'form', 'phone'] as const // prettier-ignore
export type TalkChannel = (typeof talkChannels)[number]

/** What somebody says, and what their channel lets them say beside it. */
export interface Words {
  text: string
  /** Under a post, for everybody to read. */
  isPublic?: boolean
  /** Index into the orders; its number is put in place of `{order}`. */
  order?: number
  /** Stars of five. */
  rating?: number
  title?: string
  category?: string
  remedy?: Remedy
  /** Sends a picture along (chat and form). */
  photo?: boolean
  /** Index into the customers whose address the shop's own page vouches for (chat). */
  vouched?: number
  /** How a call went. */
  call?: { direction: 'in' | 'out'; outcome: 'reached' | 'no_answer' | 'voicemail'; seconds: number }
}

/** A complaint of the demonstration that came by another channel than mail, and what came of it. */
export interface Talk {
  /** Fixed for ever: running the command again finds the same messages by it. */
  key: string
  channel: TalkChannel
  /** Index into the talkers. */
  who: number
  /** Days before now, with the hour as a fraction. */
  daysAgo: number
  said: Words
  then: TalkStep[]
}

export type TalkStep =
  | Deed
  | { do: 'says'; words: Words; channel?: TalkChannel }
  | { do: 'mails'; from: number; subject: string; text: string }
  | { do: 'edits'; text: string }
  | { do: 'deletes' }
  | { do: 'reads' }
  | { do: 'rates'; score: number; comment: string }
  | { do: 'block'; by: Person; reason: string }

export const says = (text: string, more: Omit<Words, 'text'> = {}, channel?: TalkChannel): TalkStep => ({
  do: 'says',
  words: { text, ...more },
  ...(channel === undefined ? {} : { channel }),
})
export const mails = (from: number, subject: string, text: string): TalkStep => ({ do: 'mails', from, subject, text }) // prettier-ignore
export const edits = (text: string): TalkStep => ({ do: 'edits', text })
export const deletes: TalkStep = { do: 'deletes' }
export const reads: TalkStep = { do: 'reads' }
export const rates = (score: number, comment: string): TalkStep => ({ do: 'rates', score, comment })
export const block = (by: Person, reason: string): TalkStep => ({ do: 'block', by, reason })

/** A line of the lists: channel, who, when, words (with what else was said), what came of it. */
export function talk(
  key: string,
  [channel, who, daysAgo]: [channel: TalkChannel, who: number, daysAgo: number],
  said: string | Words,
  ...then: TalkStep[]
): Talk {
  return { key, channel, who, daysAgo, said: typeof said === 'string' ? { text: said } : said, then }
}
