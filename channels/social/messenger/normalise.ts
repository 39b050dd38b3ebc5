import type { ChannelAccount, NormalisedEvent, StoredRaw } from '../../channel.js'
import { readEnvelope, type MetaEntry, type ReadItem } from '../meta/envelope.js'
import { readMessaging } from '../meta/messaging.js'
import type { MetaPlace } from '../meta/parties.js'
import { standbyReader } from '../meta/standby.js'
import { readFeed } from './feed.js'

/**
 * A page's webhook body to events: messages, receipts, reactions and edits under `messaging`, public comments under
 * `changes`. Pure and total.
 * @throws ChannelRejected('payload_unreadable') when the bytes are not JSON
 */
export function normaliseMessenger(raw: StoredRaw, account: ChannelAccount): NormalisedEvent[] {
  const place = (entry: MetaEntry): MetaPlace => ({ channel: 'messenger', identity: 'psid', account, entry })
  const messaging: ReadItem = (item, entry) => readMessaging(item, place(entry))
  return readEnvelope(raw, 'page', {
    messaging,
    standby: standbyReader(messaging, account),
    changes: (item, entry) => readFeed(item, place(entry)),
  })
}
