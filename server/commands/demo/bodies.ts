import { formTransport } from '../../../channels/direct/form/envelope.js'
import { chatTransport } from '../../../channels/chat/normalise.js'
import { sha256 } from '../../lib/ids.js'
import { directMessage, mediaComment, pageComment } from './bodies-meta.js'
import { providerId, type Body, type Spoken } from './spoken.js'
import type { TalkChannel } from './talk.js'
import { ownAddresses } from './talkers.js'

/** What the provider of a channel would deliver. */
export function bodyOf(channel: TalkChannel, spoken: Spoken): Body {
  const body = writers[channel](spoken)
  const via = channel === 'chat' ? chatTransport : channel === 'form' ? formTransport : 'http'
  return { bytes: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), transport: { via } }
}

const writers: Record<TalkChannel, (spoken: Spoken) => unknown> = {
  sms: (spoken) => twilio('sms', spoken),
  whatsapp: (spoken) => twilio('whatsapp', spoken),
  chat: chatWords,
  messenger: (spoken) => (spoken.words.isPublic ? pageComment(spoken) : directMessage('messenger', spoken)),
  instagram: (spoken) => (spoken.words.isPublic ? mediaComment(spoken) : directMessage('instagram', spoken)),
  x: (spoken) => (spoken.words.isPublic ? mention(spoken) : xMessage(spoken)),
  telegram: telegramMessage,
  review: reviewOf,
  form: formWords,
  phone: callOf,
}

function twilio(channel: 'sms' | 'whatsapp', { id, who, words }: Spoken): string {
  const prefix = channel === 'whatsapp' ? 'whatsapp:' : ''
  const common = {
    MessageSid: providerId(channel, id),
    AccountSid: 'ACdemo',
    From: `${prefix}${who.phone}`,
    To: `${prefix}${ownAddresses[channel]}`,
    Body: words.text,
    NumMedia: '0',
  }
  const more = channel === 'whatsapp' ? { ProfileName: who.name, WaId: who.phone.slice(1) } : {}
  return new URLSearchParams({ ...common, ...more }).toString()
}

function chatWords({ id, who, at, words, conversation, upload, contact }: Spoken) {
  const proof = contact ? 'signed' : 'none'
  return {
    visitor: who.visitor,
    clientId: id,
    text: words.text,
    attachments: upload ? [upload] : [],
    name: who.name,
    shopUser: contact?.shopUser ?? null,
    email: contact ? { value: contact.address, proof } : null,
    phone: contact ? { value: who.phone, proof } : null,
    consent: false,
    conversation,
    offline: false,
    at: at.toISOString(),
  }
}

function mention({ id, who, at, words }: Spoken) {
  const name = 'goncapazari'
  return {
    for_user_id: ownAddresses.x,
    tweet_create_events: [
      {
        id_str: providerId('x', id),
        text: `@${name} ${words.text}`,
        timestamp_ms: String(at.getTime()),
        user: { id_str: who.x, name: who.name, screen_name: who.handle },
        display_text_range: [name.length + 2, name.length + 2 + Array.from(words.text).length],
        entities: { user_mentions: [{ id_str: ownAddresses.x, screen_name: name }] },
      },
    ],
  }
}

function xMessage({ id, who, at, words }: Spoken) {
  return {
    for_user_id: ownAddresses.x,
    direct_message_events: [
      {
        type: 'message_create',
        id: providerId('x', id),
        created_timestamp: String(at.getTime()),
        message_create: {
          target: { recipient_id: ownAddresses.x },
          sender_id: who.x,
          message_data: { text: words.text, entities: {} },
        },
      },
    ],
    users: { [who.x]: { id: who.x, name: who.name, screen_name: who.handle } },
  }
}

function telegramMessage(spoken: Spoken) {
  return { update_id: updateId(spoken.id), message: telegramText(spoken) }
}

function telegramText({ id, who, at, words }: Spoken) {
  const [first = '', ...last] = who.name.split(' ')
  return {
    message_id: Number(providerId('telegram', id)),
    date: Math.floor(at.getTime() / 1_000),
    chat: { id: who.telegram, type: 'private' },
    from: { id: who.telegram, is_bot: false, first_name: first, last_name: last.join(' ') },
    text: words.text,
  }
}

const updateId = (id: string): number => Number.parseInt(sha256(`update ${id}`).slice(0, 8), 16)

function reviewOf({ id, who, at, words }: Spoken) {
  return {
    site: 'gonca',
    id,
    url: `https://gonca.example/yorumlar/${id}`,
    author: who.name,
    authorId: who.handle,
    rating: words.rating,
    title: words.title,
    text: words.text,
    createdAt: at.toISOString(),
  }
}

function formWords({ id, who, at, words, upload }: Spoken) {
  return {
    kind: 'complaint',
    id,
    name: who.name,
    email: `${who.handle.replace('_', '.')}@posta.example`,
    phone: who.phone,
    text: words.text,
    ...(words.category === undefined ? {} : { category: words.category }),
    ...(words.remedy === undefined ? {} : { remedy: words.remedy }),
    ...(words.rating === undefined ? {} : { rating: words.rating }),
    uploader: who.visitor,
    uploads: upload ? [upload] : [],
    at: at.toISOString(),
  }
}

function callOf({ id, who, at, words }: Spoken) {
  const { direction, outcome, seconds } = words.call ?? { direction: 'in', outcome: 'reached', seconds: 120 }
  const [from, to] = direction === 'in' ? [who.phone, ownAddresses.phone] : [ownAddresses.phone, who.phone]
  return { callId: id, direction, from, to, seconds, outcome, at: at.toISOString(), note: words.text }
}

/** The writer changes what they said (Telegram), as their provider tells it. */
export function editOf(spoken: Spoken, text: string): Body {
  const edited = {
    ...telegramText({ ...spoken, words: { text } }),
    edit_date: Math.floor(spoken.at.getTime() / 1_000) + 90,
  }
  const update = { update_id: updateId(`${spoken.id} edited`), edited_message: edited }
  return { bytes: Buffer.from(JSON.stringify(update)), transport: { via: 'http' } }
}
