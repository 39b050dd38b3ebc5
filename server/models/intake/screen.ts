import { Outbox } from '../outbox/outbox.js'
import { looksLikeReference } from '../outbox/queue.js'
import type { InboundMessage } from './message-shapes.js'

/**
 * What a message is, before anybody is asked: a person's words, a machine's, a report on our own mail, what we sent
 * ourselves coming back, or what the shop wrote with another tool (an echo).
 */
export type Screening = 'ok' | 'auto_reply' | 'bounce' | 'own' | 'echo'

/**
 * Looks at a message before it may become a ticket; returns, never throws on what a sender wrote.
 * Our own mail coming back is known by its Message-ID, which only we could have stored; a loop header alone may be
 * another shop's, so such mail is kept and only never answered by a machine (RFC 3834).
 */
export async function screen(message: InboundMessage): Promise<Screening> {
  const { email } = message
  if (!email) return message.direction === 'echo' ? screenEcho(message) : 'ok'
  const { messageId } = email
  if (messageId && looksLikeReference(messageId) && (await Outbox.exists({ reference: messageId })))
    return 'own'
  if (email.bounce.is) return 'bounce'
  return email.auto.is || email.list || email.ours ? 'auto_reply' : 'ok'
}

/** The provider gives our reference back, or tells its id of what we sent. */
async function screenEcho({ ownReference, externalId }: InboundMessage): Promise<Screening> {
  if (ownReference && (await Outbox.exists({ reference: ownReference }))) return 'own'
  return (await Outbox.exists({ externalIds: externalId })) ? 'own' : 'echo'
}
