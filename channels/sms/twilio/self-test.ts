import type { Twilio } from 'twilio'
import { isE164 } from '../../../server/lib/phone.js'
import type { ChannelAccount, ChannelTools, SelfCheck } from '../../channel.js'
import { withoutPrefix } from './addresses.js'
import { checked, hasCredentials, publicAddress, webhookOf } from './checks.js'
import { twilioClient } from './client.js'
import { sendTimeoutMs } from './send.js'

/**
 * Asks Twilio whether the account may be used and whether its numbers are there and point at us. Every failure is a
 * check that is not ok, with Twilio's words.
 */
export async function testTwilio(
  account: ChannelAccount,
  tools: ChannelTools,
  signal: AbortSignal,
): Promise<SelfCheck[]> {
  const door = publicAddress(tools.publicBaseUrl)
  if (!hasCredentials(account)) return [{ code: 'twilio_credentials', ok: false, detail: '' }, door]
  const client = await twilioClient(account, { tools, signal, timeoutMs: sendTimeoutMs })
  const credentials = await checked('twilio_credentials', async () => {
    const found = await client.api.v2010.accounts(account.secrets['accountSid'] ?? '').fetch()
    return { ok: found.status === 'active', detail: `${found.friendlyName} (${found.status})` }
  })
  // The same wrong token would fail every other check in the same words.
  if (!credentials.ok) return [credentials, door]
  return [credentials, ...(await sendersOf(client, account, webhookOf(account, tools))), door]
}

async function sendersOf(client: Twilio, account: ChannelAccount, webhook: string): Promise<SelfCheck[]> {
  const sid = account.settings['messagingServiceSid']
  const service = typeof sid === 'string' && sid !== '' ? sid : null
  const numbers = account.addresses.map(withoutPrefix).filter(isE164).slice(0, 10)
  const look = account.channel === 'whatsapp' ? whatsappSender : number
  const checks = [
    ...(service === null ? [] : [messagingService(client, service, webhook)]),
    // a service answers for its numbers
    ...numbers.map(async (one) => (await look(client, one, webhook)).slice(0, service === null ? 2 : 1)),
  ]
  return (await Promise.all(checks)).flat()
}

async function messagingService(client: Twilio, sid: string, webhook: string): Promise<SelfCheck[]> {
  let answered = ''
  const there = await checked('twilio_service', async () => {
    const found = await client.messaging.v1.services(sid).fetch()
    answered = found.useInboundWebhookOnNumber ? '' : found.inboundRequestUrl
    return { ok: true, detail: found.friendlyName }
  })
  return there.ok ? [there, webhookCheck(answered, webhook)] : [there]
}

async function number(client: Twilio, phoneNumber: string, webhook: string): Promise<SelfCheck[]> {
  let answered = ''
  const there = await checked('twilio_number', async () => {
    const [found] = await client.incomingPhoneNumbers.list({ phoneNumber, limit: 1 })
    answered = found?.smsUrl ?? ''
    return { ok: found?.capabilities.sms === true, detail: phoneNumber }
  })
  return there.ok ? [there, webhookCheck(answered, webhook)] : [there]
}

/** Twilio's sandbox is nobody's own sender, and no list has it. */
const sandbox = '+14155238886'

async function whatsappSender(client: Twilio, phoneNumber: string, webhook: string): Promise<SelfCheck[]> {
  if (phoneNumber === sandbox) return []
  let answered = ''
  const there = await checked('twilio_sender', async () => {
    const all = await client.messaging.v2.channelsSenders.list({ channel: 'whatsapp', limit: 200 })
    const found = all.find(({ senderId }) => withoutPrefix(senderId) === phoneNumber)
    if (!found) return { ok: false, detail: phoneNumber }
    const sender = await client.messaging.v2.channelsSenders(found.sid).fetch()
    answered = sender.webhook.callbackUrl ?? ''
    return { ok: sender.status.startsWith('ONLINE'), detail: `${phoneNumber} ${sender.status}` }
  })
  return there.ok ? [there, webhookCheck(answered, webhook)] : [there]
}

function webhookCheck(answered: string, webhook: string): SelfCheck {
  return { code: 'twilio_webhook', ok: answered === webhook, detail: answered }
}
