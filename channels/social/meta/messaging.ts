import type { InboundMessage, NormalisedEvent, ReceiptItem } from '../../channel.js'
import { fields, list, text, type Loose } from '../loose.js'
import { partsOfMessage } from './attachments.js'
import { ignored } from './envelope.js'
import { partiesOf, person, type MetaPlace, type Parties } from './parties.js'
import { messageId, plain, webUrl, whenOf } from './values.js'

/** What a reading of one {sender, recipient, …} element stands on. */
interface Item extends Parties {
  fields: Loose
  at: Date
  sentAt: Date | null
  place: MetaPlace
}

type Read = (said: Loose, item: Item) => NormalisedEvent[]

/** What an element may hold beside its parties, in the order in which it is looked for. */
const readers: Readonly<Record<string, Read>> = {
  message: readMessage,
  message_edit: readEdit,
  reaction: readReaction,
  postback: readPostback,
  optin: readOptIn,
  delivery: (said, item) => readReceipt(said, 'delivered', item),
  read: (said, item) => readReceipt(said, 'read', item),
}

const quiet = ['referral', 'account_linking', 'payment', 'checkout_update', 'pre_checkout', 'pass_thread_control', 'take_thread_control', 'request_thread_control', 'app_roles', 'policy_enforcement', 'policy-enforcement', 'game_play'] // prettier-ignore

/** Pages that are only linked to: on Messenger a share is a web page, on Instagram it is the picture itself. */
const linked = {
  messenger: new Set(['share', 'reel', 'ig_reel', 'ig_post', 'ig_story', 'story_mention']),
  instagram: new Set<string>(),
}

/** One element of `messaging` or `standby` (Messenger Platform, webhook reference). */
export function readMessaging(given: Loose, place: MetaPlace): NormalisedEvent[] {
  const [name, read] = Object.entries(readers).find(([key]) => isThere(given, key)) ?? []
  if (name === undefined || !read) return ignored(quiet.find((key) => isThere(given, key)) ?? 'unknown_item')
  const said = fields(given[name])
  const parties = partiesOf(given, said['is_echo'] === true, place)
  if (!parties) return ignored('no_sender')
  const sentAt = whenOf(given['timestamp']) ?? whenOf(place.entry.fields['time'])
  return read(said, { ...parties, fields: given, place, sentAt, at: sentAt ?? place.entry.receivedAt })
}

const isThere = (given: Loose, key: string): boolean => typeof given[key] === 'object' && given[key] !== null

function readMessage(said: Loose, item: Item): NormalisedEvent[] {
  const id = messageId(said['mid'])
  if (id === '') return ignored('no_message_id')
  if (said['is_deleted'] === true) return [{ kind: 'delete', target: id, by: writer(item), at: item.at, recipient: item.own }] // prettier-ignore
  const parts = partsOfMessage(said, linked[item.place.channel])
  const words =
    [plain(said['text']), ...parts.texts].filter((one) => one !== '').join('\n') || unsupported(said)
  const ownReference = item.isEcho ? text(said['metadata']) : ''
  return [
    {
      ...messageOf(id, words, item),
      attachments: parts.files,
      ...(parts.location ? { location: parts.location } : {}),
      ...answered(fields(said['reply_to'])),
      ...(ownReference === '' ? {} : { ownReference }),
    },
  ]
}

/** Meta keeps some things to itself (a poll, a gift); that something was sent is all it says. */
function unsupported(said: Loose): string {
  return said['is_unsupported'] === true ? '[unsupported message]' : ''
}

/** What a message answers: another one, or a story of ours. */
function answered(replyTo: Loose): Pick<InboundMessage, 'inReplyTo' | 'permalink'> {
  const story = fields(replyTo['story'])
  const inReplyTo = messageId(replyTo['mid']) || messageId(story['id'])
  const permalink = webUrl(story['url'])
  return { ...(inReplyTo === '' ? {} : { inReplyTo }), ...(permalink === '' ? {} : { permalink }) }
}

/** A pressed button; older ones have no id of their own, then who and when is one. */
function readPostback(said: Loose, item: Item): NormalisedEvent[] {
  const words = plain(said['title']) || plain(said['payload'])
  const id = messageId(said['mid']) || `postback:${item.customer.value}:${item.at.getTime()}`
  return words === '' ? ignored('empty_postback') : [messageOf(id, words, item)]
}

/**
 * Somebody let the page write to them (messaging_optins), or, of notification messages, stopped that or took it up again.
 * @returns ignored where Meta names only the visitor of a web page, whom nobody can write to
 */
function readOptIn(said: Loose, { customer, own }: Item): NormalisedEvent[] {
  const about = text(said['type']) === 'notification_messages' ? { about: 'marketing' as const } : {}
  const stopped = text(said['notification_messages_status']) === 'STOP_NOTIFICATIONS'
  const word = (text(said['type']) || text(said['ref']) || 'optin').slice(0, 100)
  return [{ kind: stopped ? 'optout' : 'optin', who: customer, word, ...about, recipient: own }]
}

function messageOf(externalId: string, words: string, item: Item): InboundMessage {
  return {
    kind: 'message',
    channel: item.place.channel,
    externalId,
    sender: [item.customer],
    senderName: '',
    audience: 'private',
    direction: item.isEcho ? 'echo' : 'in',
    subject: '',
    text: words,
    fullText: words,
    attachments: [],
    references: [],
    sentAt: item.sentAt,
    receivedAt: item.place.entry.receivedAt,
    recipient: item.own,
  }
}

function readEdit(said: Loose, item: Item): NormalisedEvent[] {
  const target = messageId(said['mid'])
  if (target === '') return ignored('no_message_id')
  return [
    { kind: 'edit', target, text: plain(said['text']), by: writer(item), at: item.at, recipient: item.own },
  ]
}

const namedReactions: Readonly<Record<string, string>> = { love: '❤️', like: '👍', dislike: '👎', smile: '😆', haha: '😆', wow: '😮', sad: '😢', angry: '😠' } // prettier-ignore

/** Taking a reaction back may name neither the emoji nor the reaction. */
function readReaction(said: Loose, item: Item): NormalisedEvent[] {
  const target = messageId(said['mid'])
  if (target === '') return ignored('no_message_id')
  const named = text(said['reaction'])
  const emoji = plain(said['emoji']) || (Object.hasOwn(namedReactions, named) ? namedReactions[named] : '')
  const taken = said['action'] === 'unreact' || !emoji
  return [
    {
      kind: 'reaction',
      target,
      emoji: taken ? null : emoji,
      by: writer(item),
      at: item.at,
      recipient: item.own,
    },
  ]
}

/** Receipts name messages, or only the instant up to which everything was had. */
function readReceipt(said: Loose, state: 'delivered' | 'read', item: Item): NormalisedEvent[] {
  const ids = [said['mid'], ...list(said['mids'])].map(messageId).filter((id) => id !== '')
  const watermark = whenOf(said['watermark'])
  const items: ReceiptItem[] = ids.map((externalId) => ({ externalId, state }))
  if (items.length === 0 && watermark) items.push({ watermark, state })
  if (items.length === 0) return ignored('empty_receipt')
  return [{ kind: 'receipt', items, by: item.customer, recipient: item.own }]
}

/** Who did it: the customer, or our own page. */
function writer({ isEcho, customer, own, place }: Item): Parties['customer'] {
  return isEcho ? person(own, own, place) : customer
}
