import { sha256 } from '../../lib/ids.js'
import type { TalkChannel, Words } from './talk.js'
import type { Talker } from './talkers.js'

/** One message of a talk, ready to be written down as its provider would deliver it. */
export interface Spoken {
  /** Fixed name of the message; its provider's id is made from it. */
  id: string
  who: Talker
  at: Date
  words: Words
  /** publicId of the conversation it goes on with (chat). */
  conversation: string | null
  /** Names the post that public words stand under. */
  post: string
  /** A file that was uploaded before. */
  upload: { upload: string; name: string; type: string; size: number } | null
  /** Whom the shop's page vouches for. */
  contact: { address: string; shopUser: string } | null
}

export interface Body {
  bytes: Buffer
  transport: Record<string, string>
}

/** The provider's id of a message. */
export function providerId(channel: TalkChannel, id: string): string {
  const digits = String(Number.parseInt(sha256(id).slice(0, 12), 16))
  if (channel === 'sms' || channel === 'whatsapp') return `SM${sha256(id).slice(0, 32)}`
  if (channel === 'telegram') return String(Number(digits) % 1_000_000)
  return channel === 'x' ? `1${digits}` : channel === 'messenger' || channel === 'instagram' ? `m_demo_${id}` : id
} // prettier-ignore
