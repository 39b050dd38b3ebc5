import { after, days, hours } from '../../../server/lib/clock.js'
import type { ReplyWindow } from '../../channel.js'

/** What a window hangs on; a public comment may be answered at any time. */
export interface WindowThread {
  lastInboundAt: Date | null
  audience?: 'private' | 'public'
}

/** For so long anything may be answered, and for so long a person may answer under the tag HUMAN_AGENT. */
export const freeFor = hours(24)
export const humanFor = days(7)

/**
 * When a private message may be answered on Messenger and Instagram (Messenger Platform policy): freely within 24 hours of
 * the customer's last one, by a person under a tag for 7 days, after that not at all.
 */
export function messagingWindow(thread: WindowThread, now: Date, author: 'human' | 'bot'): ReplyWindow {
  if (thread.audience === 'public') return { mode: 'free' }
  const last = thread.lastInboundAt
  if (!last) return { mode: 'closed', reason: 'no_message_yet' }
  const [free, human] = [after(freeFor, last), after(humanFor, last)]
  if (now < free) return { mode: 'free', until: free }
  if (now >= human) return { mode: 'closed', reason: 'window_over' }
  if (author === 'bot') return { mode: 'closed', reason: 'only_a_person_may_answer' }
  return { mode: 'tagged', until: human, reason: 'human_agent' }
}

/** When WhatsApp takes words of our own: within 24 hours of the customer's last message, else only a template. */
export function whatsappWindow(thread: WindowThread, now: Date): ReplyWindow {
  const last = thread.lastInboundAt
  if (!last) return { mode: 'template', reason: 'no_message_yet' }
  const free = after(freeFor, last)
  return now < free ? { mode: 'free', until: free } : { mode: 'template', reason: 'window_over' }
}
