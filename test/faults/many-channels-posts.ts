import { createHmac } from 'node:crypto'
import twilio from 'twilio'
import { seeded } from '../../server/commands/fill/random.js'
import { messageIdOf, rawMail } from '../support/raw-mail.js'

/** The channels under fire, each by its own door. */
export const underFire = ['email', 'sms', 'messenger', 'telegram'] as const
export type UnderFire = (typeof underFire)[number]

export const faultSecrets = {
  authToken: 'f'.repeat(32),
  appSecret: 'e'.repeat(32),
  webhookSecret: 'd'.repeat(32),
}
export const faultAddresses = { sms: '+15005550006', messenger: '100200300', telegram: '777000' } as const

/** One HTTP request of a provider, the same bytes each time. */
export interface Post {
  path: string
  headers: Record<string, string>
  body: string | Buffer
}

export interface Traffic {
  /** In the order in which they are sent first. */
  posts: Post[]
  /** By channel, the ids of the messages, and of those that were edited. */
  messages: Record<UnderFire, string[]>
  edited: string[]
  people: number
}

/**
 * Seeded traffic of four channels: a tenth of the deliveries comes twice, and one in twenty out of order (an edit before
 * or long after its message). Four messages in a row are one person's.
 * @param base the public address the signatures are made for
 * @param mailSecret the bearer secret of the mail door
 */
export function trafficOf(count: number, base: string, mailSecret: string, seed = 42): Traffic {
  const random = seeded(seed)
  const traffic: Traffic = { posts: [], messages: { email: [], sms: [], messenger: [], telegram: [] }, edited: [], people: 0 }
  const placed: { at: number; post: Post }[] = []
  for (let n = 0; n < count; n++) {
    const channel = underFire[Math.floor(n / 4) % underFire.length] as UnderFire
    const post = makePost[channel](n, base, mailSecret)
    traffic.messages[channel].push(idOf[channel](n))
    placed.push({ at: n, post })
    if (random() < 0.1) placed.push({ at: n + random() * 40, post })
    if (channel === 'telegram' && random() < 0.2) {
      traffic.edited.push(idOf.telegram(n))
      // Before its message as often as after it.
      placed.push({ at: n + (random() - 0.5) * 40, post: edit(n) })
    }
  }
  traffic.posts = placed.sort((a, b) => a.at - b.at).map(({ post }) => post)
  traffic.people = Math.ceil(count / 4)
  return traffic
} // prettier-ignore

const person = (n: number): number => Math.floor(n / 4)
const phone = (n: number): string => `+90532${String(person(n)).padStart(7, '0')}`
const words = (n: number): string => `Siparişim gelmedi, ${n}. mesajım`

const idOf: Record<UnderFire, (n: number) => string> = {
  email: (n) => messageIdOf(n, 'fault'),
  sms: (n) => `SM${n}`,
  messenger: (n) => `m_${n}`,
  telegram: (n) => `${900_000 + person(n)}:${n + 1}`,
}

const makePost: Record<UnderFire, (n: number, base: string, mailSecret: string) => Post> = {
  email: (n, _base, mailSecret) => ({
    path: '/channels/email/support',
    headers: { 'content-type': 'message/rfc822', authorization: `Bearer ${mailSecret}` },
    body: rawMail(n, 'fault'),
  }),
  sms: (n, base) => {
    const params = { MessageSid: `SM${n}`, AccountSid: 'AC1', From: phone(n), To: faultAddresses.sms, Body: words(n), NumMedia: '0' }
    const path = '/channels/sms/sms'
    const signature = twilio.getExpectedTwilioSignature(faultSecrets.authToken, base + path, params)
    return { path, headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature }, body: new URLSearchParams(params).toString() }
  },
  messenger: (n) => {
    const sender = { id: String(500_000 + person(n)) }
    const item = { sender, recipient: { id: faultAddresses.messenger }, timestamp: 1_795_000_000_000 + n, message: { mid: `m_${n}`, text: words(n) } }
    const body = JSON.stringify({ object: 'page', entry: [{ id: faultAddresses.messenger, time: 1_795_000_000_000, messaging: [item] }] })
    const signature = `sha256=${createHmac('sha256', faultSecrets.appSecret).update(body).digest('hex')}`
    return { path: '/channels/messenger/messenger', headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature }, body }
  },
  telegram: (n) => telegram({ update_id: n + 1, message: { ...telegramMessage(n), text: words(n) } }),
} // prettier-ignore

function edit(n: number): Post {
  return telegram({ update_id: 5_000_000 + n, edited_message: { ...telegramMessage(n), edit_date: 1_795_000_100, text: `${words(n)}, düzeltildi` } })
} // prettier-ignore

function telegramMessage(n: number): object {
  const id = 900_000 + person(n)
  return {
    message_id: n + 1,
    date: 1_795_000_000,
    chat: { id, type: 'private' },
    from: { id, is_bot: false, first_name: 'Ayşe' },
  }
}

function telegram(update: object): Post {
  const headers = {
    'content-type': 'application/json',
    'x-telegram-bot-api-secret-token': faultSecrets.webhookSecret,
  }
  return { path: '/channels/telegram/telegram', headers, body: JSON.stringify(update) }
}
