import type { ChannelAccount, NormalisedEvent, StoredRaw } from '../../channel.js'
import { fields, idText, instant, list, readJson, text, type Loose } from '../loose.js'
import { wordsOf } from './content.js'
import { ignored, messageId, notPrivate, ofCallback, ofMessage, personOf } from './message.js'

type Reader = (item: Loose, raw: StoredRaw, account: ChannelAccount) => NormalisedEvent

/** What of an update is read; setWebhook asks Telegram for these and no others. */
const readers: Readonly<Record<string, Reader>> = {
  message: (item, raw, account) => notPrivate(item['chat']) ?? ofMessage(item, raw, account),
  edited_message: (item, raw, account) => notPrivate(item['chat']) ?? ofEdit(item, raw, account),
  callback_query: ofCallback,
  message_reaction: (item, raw, account) => notPrivate(item['chat']) ?? ofReaction(item, raw, account),
  my_chat_member: (item, raw, account) => notPrivate(item['chat']) ?? ofMembership(item, raw, account),
}

/** The kinds of update that mean something to us, by Telegram's names. */
export const updateKinds: readonly string[] = Object.keys(readers)

/**
 * One update of the Bot API (core.telegram.org/bots/api#update) as events. Bots are not told of deletions.
 * @throws ChannelRejected('payload_unreadable') for what is no JSON
 */
export function normaliseTelegram(raw: StoredRaw, account: ChannelAccount): NormalisedEvent[] {
  const update = fields(readJson(raw.bytes))
  const kind = updateKinds.find((name) => isThere(update[name]))
  const reader = kind === undefined ? undefined : readers[kind]
  if (kind === undefined || !reader) return [ignored(unreadKind(update))]
  return [reader(fields(update[kind]), raw, account)]
}

/** Relays write out what is absent as null. */
const isThere = (value: unknown): boolean => value !== undefined && value !== null

function unreadKind(update: Loose): string {
  if (isThere(update['channel_post']) || isThere(update['edited_channel_post'])) return 'channel_post'
  return idText(update['update_id']) === '' ? 'unknown_shape' : 'unsupported_update'
}

function ofEdit(message: Loose, _raw: StoredRaw, account: ChannelAccount): NormalisedEvent {
  const target = messageId(message['chat'], message['message_id'])
  const by = personOf(message['from'], account)
  const at = instant(message['edit_date']) ?? instant(message['date'])
  if (target === '' || !by || !at) return ignored('unknown_shape')
  // a shared live location is "edited" with every step its owner takes
  if (isThere(message['location'])) return ignored('live_location')
  return { kind: 'edit', target, text: wordsOf(message), by, at }
}

/** The writer's present reaction; one that is no plain emoji cannot be shown and counts as none. */
function ofReaction(item: Loose, raw: StoredRaw, account: ChannelAccount): NormalisedEvent {
  const target = messageId(item['chat'], item['message_id'])
  const by = personOf(item['user'], account)
  if (target === '' || !by) return ignored('unknown_shape')
  const emoji = list(item['new_reaction'])
    .map((reaction) => text(fields(reaction)['emoji']))
    .find((one) => one !== '')
  return {
    kind: 'reaction',
    target,
    emoji: emoji?.slice(0, 16) ?? null,
    by,
    at: instant(item['date']) ?? raw.receivedAt,
  }
}

/** In a private chat the bot is "kicked" when the person blocks it, and a "member" again when they unblock it. */
function ofMembership(item: Loose, _raw: StoredRaw, account: ChannelAccount): NormalisedEvent {
  const who = personOf(item['from'], account)
  const status = text(fields(item['new_chat_member'])['status'])
  if (!who || status === '') return ignored('unknown_shape')
  if (status === 'kicked') return { kind: 'optout', who, word: 'blocked' }
  return status === 'member' ? { kind: 'optin', who, word: 'unblocked' } : ignored('membership')
}
