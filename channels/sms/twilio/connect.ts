import type { Twilio } from 'twilio'
import { isE164 } from '../../../server/lib/phone.js'
import type { ChannelAccount, ChannelTools, SelfCheck } from '../../channel.js'
import { withoutPrefix } from './addresses.js'
import { checked, hasCredentials, webhookOf } from './checks.js'
import { twilioClient } from './client.js'
import { sendTimeoutMs } from './send.js'

/**
 * Sets our webhook at Twilio: on the messaging service when the settings name one, else on each of the account's
 * numbers or WhatsApp senders. Every failure is a check that is not ok, with Twilio's words.
 */
export async function connectTwilio(
  account: ChannelAccount,
  tools: ChannelTools,
  signal: AbortSignal,
): Promise<SelfCheck[]> {
  if (!hasCredentials(account)) return [{ code: 'twilio_credentials', ok: false, detail: '' }]
  const client = await twilioClient(account, { tools, signal, timeoutMs: sendTimeoutMs })
  const url = webhookOf(account, tools)
  const service = account.settings['messagingServiceSid']
  if (typeof service === 'string' && service !== '' && account.channel === 'sms')
    return [await checked('twilio_webhook', () => setOnService(client, service, url))]
  const set = account.channel === 'whatsapp' ? setOnSender : setOnNumber
  const numbers = account.addresses.map(withoutPrefix).filter(isE164).slice(0, 10)
  return Promise.all(numbers.map((number) => checked('twilio_webhook', () => set(client, number, url))))
}

type Found = Promise<{ ok: boolean; detail: string }>

async function setOnService(client: Twilio, sid: string, url: string): Found {
  const service = { inboundRequestUrl: url, inboundMethod: 'POST', useInboundWebhookOnNumber: false }
  const updated = await client.messaging.v1.services(sid).update(service)
  return { ok: updated.inboundRequestUrl === url, detail: updated.inboundRequestUrl }
}

async function setOnNumber(client: Twilio, phoneNumber: string, url: string): Found {
  const [found] = await client.incomingPhoneNumbers.list({ phoneNumber, limit: 1 })
  if (!found) return { ok: false, detail: phoneNumber }
  const updated = await client.incomingPhoneNumbers(found.sid).update({ smsUrl: url, smsMethod: 'POST' })
  return { ok: updated.smsUrl === url, detail: `${phoneNumber} ${updated.smsUrl}` }
}

async function setOnSender(client: Twilio, phoneNumber: string, url: string): Found {
  const all = await client.messaging.v2.channelsSenders.list({ channel: 'whatsapp', limit: 200 })
  const found = all.find(({ senderId }) => withoutPrefix(senderId) === phoneNumber)
  if (!found) return { ok: false, detail: phoneNumber }
  // The SDK sends this body as it is given, in the API's own spelling, which its types do not have.
  const webhook = { callback_url: url, callback_method: 'POST' } as never
  await client.messaging.v2.channelsSenders(found.sid).update({ webhook })
  const { webhook: set } = await client.messaging.v2.channelsSenders(found.sid).fetch()
  return { ok: set.callbackUrl === url, detail: `${phoneNumber} ${set.callbackUrl ?? ''}` }
}
