import type { ChannelName } from '../../channels/channel.js'
import type { JobContext } from '../../jobs/context.js'
import { receiveMessage } from '../../jobs/receive-message.js'
import {
  createAccount,
  type AccountInput,
  type ChannelAccountRecord,
} from '../../server/models/channel-accounts/index.js'
import { accept, Inbound, type InboundRecord } from '../../server/models/intake/index.js'

/** Our own accounts in the tests, with the addresses that the deliveries below name. */
export const ours = {
  sms: '+15005550006',
  whatsapp: '+15005550007',
  page: '100200300',
  bot: '777000',
  site: 'gonca',
} as const

const addresses: Partial<Record<ChannelName, string[]>> = {
  sms: [ours.sms],
  whatsapp: [ours.whatsapp],
  messenger: [ours.page],
  telegram: [ours.bot],
  chat: [],
}

/** An account of a channel, ready to take deliveries. */
export function accountOn(
  channel: ChannelName,
  { secrets }: Pick<JobContext, 'secrets'>,
  input: Partial<AccountInput> = {},
): Promise<ChannelAccountRecord> {
  const key = channel === 'chat' ? ours.site : channel
  const usual: AccountInput = {
    ...{ channel, key, name: channel, addresses: addresses[channel] ?? [], team: null, locale: 'tr' },
    settings: channel === 'whatsapp' ? { provider: 'twilio' } : {},
  }
  return createAccount({ ...usual, ...input }, secrets)
}

/** Takes a delivery in as its door does, and processes it. */
export async function takeRaw(
  bytes: string | Buffer,
  account: ChannelAccountRecord,
  context: JobContext,
  transport: Record<string, string> = { via: 'http' },
): Promise<InboundRecord> {
  const accepted = await accept({ bytes: Buffer.from(bytes as string), transport }, account, context.blobs)
  await receiveMessage({ inboundId: accepted.id.toHexString() }, context)
  return (await Inbound.findById(accepted.id).lean<InboundRecord>())!
}

let count = 0

/** Bodies as the providers send them, one message each; `id` names it. */
export const bodies = {
  sms: (text: string, from = '+905321112233', id = `SM${++count}`): string =>
    new URLSearchParams({ MessageSid: id, AccountSid: 'AC1', From: from, To: ours.sms, Body: text, NumMedia: '0' }).toString(),
  whatsapp: (text: string, from = '+905321112233', id = `SM${++count}`): string =>
    new URLSearchParams({ MessageSid: id, AccountSid: 'AC1', From: `whatsapp:${from}`, To: `whatsapp:${ours.whatsapp}`, Body: text, ProfileName: 'Ayşe', WaId: from.slice(1), NumMedia: '0' }).toString(),
  messenger: (text: string, psid = '5551', id = `m_${++count}`): string =>
    JSON.stringify({ object: 'page', entry: [{ id: ours.page, time: 1_795_000_000_000, messaging: [{ sender: { id: psid }, recipient: { id: ours.page }, timestamp: 1_795_000_000_000, message: { mid: id, text } }] }] }),
  /** As our own web process puts a visitor's words down; to be taken with `via: 'chat'`. */
  chat: (text: string, visitor = 'v-ayse', id = `client-${++count}`): string =>
    JSON.stringify({ visitor, clientId: id, text, attachments: [], name: '', shopUser: null, email: null, phone: null, consent: true, conversation: null, offline: false, at: new Date(1_795_000_000_000).toISOString() }),
  telegram: (text: string, from = 4242, id = ++count): string =>
    JSON.stringify({ update_id: 10_000 + id, message: { message_id: id, date: 1_795_000_000, chat: { id: from, type: 'private' }, from: { id: from, is_bot: false, first_name: 'Ayşe' }, text } }),
} // prettier-ignore
