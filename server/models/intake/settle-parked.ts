import { change } from '../../lib/mongo.js'
import { accountById } from '../channel-accounts/index.js'
import { Message, type MessageRecord } from '../messages/message.js'
import { Outbox, type OutboxRecord } from '../outbox/outbox.js'
import { takeWaiting } from '../outbox/parked-receipts.js'
import { applyParked } from './apply-parked.js'
import { checkLater, dueParked, type ParkedRecord } from './parked.js'

/**
 * Joins what waits for a message with a message that has come: two changes at the same instant do not see each other, so
 * that each may have ended without the other. Safe to run twice.
 * @param limit how many are looked at
 * @returns how many found their target
 */
export async function settleParked(limit: number): Promise<number> {
  let settled = 0
  for (const parked of await dueParked(limit)) {
    if (await settle(parked)) settled += 1
    else await checkLater(parked)
  }
  return settled
}

async function settle({ account, target }: ParkedRecord): Promise<boolean> {
  const { channel } = await accountById(account)
  const message = await Message.findOne({ channel, account, externalId: target }).lean<MessageRecord>()
  if (message) {
    await change((tx) => applyParked(message, tx))
    return true
  }
  const letter =
    (await Outbox.findOne({ reference: target }, { _id: 1 }).lean<OutboxRecord>()) ??
    (await Outbox.findOne({ account, externalIds: target }, { _id: 1 }).lean<OutboxRecord>())
  if (letter) await takeWaiting(letter._id)
  return letter !== null
}
