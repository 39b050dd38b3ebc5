import type { ChannelAccount } from '../../channel.js'
import { ignored, type ReadItem } from './envelope.js'

/**
 * How the elements under `standby` are read: words in a conversation that another app of the page leads (handover
 * protocol). They are the customer's words all the same, unless the account's `settings.ignoreStandby` says otherwise.
 */
export function standbyReader(read: ReadItem, account: ChannelAccount): ReadItem {
  return account.settings['ignoreStandby'] === true ? () => ignored('standby') : read
}
