import type {
  ChannelAccount,
  IdentityRef,
  InboundMessage,
  NormalisedEvent,
  StoredRaw,
} from '../../channel.js'
import { fields, idText, instant, text, type Loose } from '../loose.js'
import { botIdOf } from './account.js'
import { ownPhone, placeOf, wordsOf } from './content.js'
import { filesOf } from './files.js'

/** Bot API message ids begin anew in each chat, so a message is named by both. */
export function messageId(chat: unknown, id: unknown): string {
  const [chatId, own] = [idText(fields(chat)['id']), idText(id)]
  return chatId === '' || own === '' ? '' : `${chatId}:${own}`
}

/** A person as Telegram knows them to the account's bot; null when there is none. */
export function personOf(user: unknown, account: ChannelAccount): IdentityRef | null {
  const value = idText(fields(user)['id'])
  return value === '' ? null : { type: 'telegram', scope: botIdOf(account), value, proof: 'transport' }
}

/** Why nothing of this chat is for us, or null for a conversation of one person with the bot. */
export function notPrivate(chat: unknown): NormalisedEvent | null {
  const type = text(fields(chat)['type'])
  if (type === 'private') return null
  return ignored(type === '' ? 'unknown_shape' : type === 'channel' ? 'channel_post' : 'group_message')
}

export function ignored(reason: string): NormalisedEvent {
  return { kind: 'ignored', reason }
}

/** One `message` of an update (core.telegram.org/bots/api#message). */
export function ofMessage(message: Loose, raw: StoredRaw, account: ChannelAccount): NormalisedEvent {
  const [externalId, from] = [messageId(message['chat'], message['message_id']), fields(message['from'])]
  const writer = personOf(from, account)
  if (externalId === '' || !writer) return ignored('unknown_shape')
  if (from['is_bot'] === true) return ignored('bot_message')
  const said = wordsOf(message)
  const start = /^\/start(?:@\w+)?(?: (\S{1,64}))?$/.exec(said)
  if (start) return { kind: 'optin', who: writer, word: said.slice(0, 100) }
  const [attachments, place] = [filesOf(message), placeOf(message)]
  if (said === '' && attachments.length === 0 && !place) return ignored('nothing_said')
  const answered = messageId(message['chat'], fields(message['reply_to_message'])['message_id'])
  return {
    ...plain(said, [writer, ...ownPhone(message)], from, raw),
    externalId,
    externalThreadId: idText(fields(message['chat'])['id']),
    attachments,
    ...(answered === '' ? {} : { inReplyTo: answered }),
    sentAt: instant(message['date']),
    ...(place ? { location: place } : {}),
  }
}

/**
 * A pressed button (core.telegram.org/bots/api#callbackquery): the button's words, which is what the writer read, else
 * the data behind it.
 */
export function ofCallback(query: Loose, raw: StoredRaw, account: ChannelAccount): NormalisedEvent {
  const message = fields(query['message'])
  const [id, writer] = [idText(query['id']), personOf(query['from'], account)]
  if (id === '' || !writer) return ignored('unknown_shape')
  const elsewhere = notPrivate(message['chat'])
  if (elsewhere) return elsewhere
  const data = text(query['data'])
  const answered = messageId(message['chat'], message['message_id'])
  return {
    ...plain(buttonWords(message, data) || data, [writer], fields(query['from']), raw),
    externalId: `callback:${id}`,
    externalThreadId: idText(fields(message['chat'])['id']),
    ...(answered === '' ? {} : { inReplyTo: answered }),
  }
}

function buttonWords(message: Loose, data: string): string {
  const keyboard = fields(message['reply_markup'])['inline_keyboard']
  const buttons = (Array.isArray(keyboard) ? keyboard.flat() : []).map(fields)
  return text(buttons.find((button) => button['callback_data'] === data)?.['text'])
}

/** What every message of a person has. */
function plain(
  said: string,
  sender: IdentityRef[],
  from: Loose,
  raw: StoredRaw,
): Omit<InboundMessage, 'externalId'> {
  const names = [text(from['first_name']), text(from['last_name'])].filter((name) => name !== '')
  return {
    kind: 'message',
    channel: 'telegram',
    sender,
    senderName: names.join(' '),
    audience: 'private',
    direction: 'in',
    subject: '',
    text: said,
    fullText: said,
    attachments: [],
    references: [],
    sentAt: null,
    receivedAt: raw.receivedAt,
  }
}
