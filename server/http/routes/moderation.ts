import { adapterFor } from '../../../channels/index.js'
import type { DeliveryResult } from '../../../channels/channel.js'
import { seconds } from '../../lib/clock.js'
import { ChannelRejected, ChannelUnavailable, Invalid } from '../../lib/errors.js'
import type { UserActor } from '../../models/actor.js'
import { accountById, openAccount } from '../../models/channel-accounts/index.js'
import { moderated, moderationTarget, type MessageRecord } from '../../models/messages/index.js'
import type { Web } from '../web.js'

/** How long a network may take to hide or like something. */
const patience = seconds(15)

/**
 * Hides or likes public words at their network, and notes it once the network has done it. Twice is once.
 * @throws Invalid('message_not_public'), Invalid('moderation_not_available'), ChannelRejected('moderation_refused'),
 *   ChannelUnavailable('moderation_not_done') to try again
 */
export async function moderate(
  web: Web,
  message: MessageRecord,
  action: 'hide' | 'unhide' | 'like' | 'unlike',
  by: UserActor,
): Promise<MessageRecord> {
  const target = moderationTarget(message)
  const adapter = adapterFor(message.channel)
  if (!message.account || !adapter.moderate || !adapter.moderations?.includes(action))
    throw new Invalid('moderation_not_available', { channel: message.channel })
  const account = openAccount(await accountById(message.account), web.secrets)
  const tools = { fetch: web.fetch, publicBaseUrl: web.config.web.publicBaseUrl }
  const result = await adapter.moderate(action, target, account, AbortSignal.timeout(patience), tools)
  assertDone(result)
  return moderated(message, action, by)
}

function assertDone(result: DeliveryResult): void {
  if (result.ok) return
  const details = { reason: result.code ?? result.class, detail: result.detail ?? '' }
  if (result.class === 'retry' || result.class === 'unknown')
    throw new ChannelUnavailable('moderation_not_done', details)
  throw new ChannelRejected('moderation_refused', details)
}
