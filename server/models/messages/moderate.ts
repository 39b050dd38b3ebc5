import { Invalid, NotFound } from '../../lib/errors.js'
import { change } from '../../lib/mongo.js'
import type { Actor } from '../actor.js'
import { writeTicket } from '../tickets/write.js'
import { Message, type MessageRecord } from './message.js'

export type ModerationAct = 'hide' | 'unhide' | 'like' | 'unlike'

/** The provider's id of public words that can be hidden or liked. @throws Invalid('message_not_public') */
export function moderationTarget({ kind, audience, externalId, _id }: MessageRecord): string {
  if (kind !== 'in' || audience !== 'public' || externalId === undefined)
    throw new Invalid('message_not_public', { messageId: _id.toHexString() })
  return externalId
}

/** Notes on a message, and as an event of its ticket, what was done about it in public. */
export async function moderated(
  message: MessageRecord,
  action: ModerationAct,
  by: Actor,
): Promise<MessageRecord> {
  const field = action === 'hide' || action === 'unhide' ? 'hidden' : 'liked'
  const set = { [`moderation.${field}`]: action === 'hide' || action === 'like' }
  return change(async (tx) => {
    const data = { messageId: message._id.toHexString(), action }
    await writeTicket(message.ticket, undefined, {}, [{ name: 'message.moderated', data }], by, tx)
    const after = await Message.findByIdAndUpdate(
      message._id,
      { $set: set },
      { session: tx, returnDocument: 'after' },
    ).lean<MessageRecord>()
    if (!after) throw new NotFound('message_not_found', { messageId: message._id.toHexString() })
    return after
  })
}
