import type { ChannelAccount, NormalisedEvent, StoredRaw } from '../../channel.js'
import { fields, idText, list, readJson, type Loose } from '../loose.js'
import { ignored, type Delivered } from './common.js'
import { ofDirectMessage, ofReading } from './direct-messages.js'
import { ofDeletion, ofPost } from './posts.js'

type Reader = (item: unknown, delivered: Delivered) => NormalisedEvent

const readers: Readonly<Record<string, Reader>> = {
  direct_message_events: ofDirectMessage,
  tweet_create_events: ofPost,
  tweet_delete_events: ofDeletion,
  direct_message_mark_read_events: ofReading,
  favorite_events: () => ignored('like'),
  follow_events: () => ignored('follow'),
  unfollow_events: () => ignored('follow'),
  block_events: () => ignored('block'),
  unblock_events: () => ignored('block'),
  mute_events: () => ignored('mute'),
  unmute_events: () => ignored('mute'),
  direct_message_indicate_typing_events: () => ignored('typing'),
}

/**
 * One delivery of the Account Activity API as events; every element of every list by itself. An app has one webhook for
 * all its accounts, so each event names the one it is for; where it does not, it is for this account. Other shapes (X API v2 activity,
 * encrypted X Chat, a withdrawn subscription) are ignored with their reason.
 * @throws ChannelRejected('payload_unreadable') for what is no JSON
 */
export function normaliseX(raw: StoredRaw, account: ChannelAccount): NormalisedEvent[] {
  const body = fields(readJson(raw.bytes))
  const us = idText(body['for_user_id']) || ourIdIn(body, account)
  if (Object.keys(fields(body['user_event'])).length > 0) return [ignored('access_withdrawn')]
  if (us === '') return [ignored('unsupported_shape')]
  const delivered: Delivered = { raw, us, users: fields(body['users']) }
  const events = Object.entries(readers).flatMap(([name, reader]) =>
    list(body[name]).map((item) => reader(item, delivered)),
  )
  return events.length > 0 ? events : [ignored('unsupported_shape')]
}

/** The account's own id, else whoever the first direct message went to. */
function ourIdIn(body: Loose, { addresses }: ChannelAccount): string {
  const [first] = list(body['direct_message_events'])
  const known = addresses.find((one) => /^\d{1,25}$/.test(one))
  return known ?? idText(fields(fields(fields(first)['message_create'])['target'])['recipient_id'])
}
