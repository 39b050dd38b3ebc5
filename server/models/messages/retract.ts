import { now } from '../../lib/clock.js'
import { Conflict } from '../../lib/errors.js'
import { change } from '../../lib/mongo.js'
import { actorRef, type UserActor } from '../actor.js'
import { Outbox } from '../outbox/outbox.js'
import { writeTicket } from '../tickets/write.js'
import { Message, type MessageRecord } from './message.js'

/**
 * Takes a reply back before it is sent ("undo"): its letter is cancelled and the thread shows that it was withdrawn.
 * @throws Conflict('reply_already_sent') once the letter has left the queue
 */
export async function retract(message: MessageRecord, by: UserActor): Promise<MessageRecord> {
  return change(async (tx) => {
    const cancelled = await Outbox.updateOne(
      {
        message: message._id,
        state: 'queued',
        attempts: 0,
        possibleDuplicate: false,
        sentAt: { $exists: false },
      },
      { $set: { state: 'cancelled', updatedAt: now() } },
      { session: tx },
    )
    if (cancelled.modifiedCount !== 1)
      throw new Conflict('reply_already_sent', { messageId: message._id.toHexString() })
    const data = { messageId: message._id.toHexString() }
    await writeTicket(message.ticket, undefined, {}, [{ name: 'reply.retracted', data }], by, tx)
    const retraction = { by: actorRef(by), at: now() }
    await Message.updateOne(
      { _id: message._id },
      { $set: { retraction }, $unset: { delivery: 1 } },
      { session: tx },
    )
    const withdrawn = { ...message, retraction }
    delete withdrawn.delivery
    return withdrawn
  })
}
