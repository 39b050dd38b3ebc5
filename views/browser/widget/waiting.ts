import type { WidgetAsked, WidgetContact, WidgetFile } from '../../types/widget.js'
import { nowIso } from '../clock.js'
import type { ChatState } from './chat-state.js'
import type { Waiting } from './messages.js'
import type { Words } from './words.js'

/** The first message of a conversation carries the answers, and the page they were given on. */
export function waitingMessage(text: string, attachments: WidgetFile[], state: ChatState, words: Words) {
  const { answers, pageUrl, session } = state
  const asked: WidgetAsked | undefined =
    answers === null
      ? undefined
      : { ...answers.asked, answers: [{ question: words.say('page'), answer: pageUrl.slice(0, 1_000) }] }
  const contact: WidgetContact | undefined = answers?.contact
  return {
    clientId: randomName(),
    visitor: session?.visitor ?? '',
    text,
    attachments,
    at: nowIso(),
    ...(asked ? { asked } : {}),
    ...(contact ? { contact } : {}),
  }
}

/** A name that nobody else gives; randomUUID() is missing where a shop has no https. */
function randomName(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
}

/** The shop's storage is open to every script of the shop: what is no message of ours is left where it is. */
export function readWaiting(kept: string): Waiting[] {
  try {
    const { clientId, visitor, text, attachments, at } = JSON.parse(kept) as Partial<Waiting>
    const whole =
      [clientId, visitor, text, at].every((one) => typeof one === 'string') && Array.isArray(attachments)
    return whole ? [JSON.parse(kept) as Waiting] : []
  } catch {
    return []
  }
}
