import { createHmac } from 'node:crypto'
import { request } from 'node:http'
import twilio from 'twilio'
import {
  createAccount,
  type AccountInput,
  type ChannelAccountRecord,
} from '../../server/models/channel-accounts/index.js'
import type { Secrets } from '../../server/lib/secrets.js'

/** Secrets of the accounts below; deliveries are signed with them as the providers do. */
export const providerSecrets = {
  authToken: 'twilio-auth-token',
  appSecret: 'meta-app-secret',
  verifyToken: 'meta-verify-token',
  webhookSecret: 'telegram-webhook-secret',
  consumerSecret: 'x-consumer-secret',
} as const

/** An account of a provider's channel with the secrets above. */
export function providerAccount(
  channel: AccountInput['channel'],
  secrets: Secrets,
  input: Partial<AccountInput> = {},
): Promise<ChannelAccountRecord> {
  const usual: AccountInput = {
    channel,
    key: `our-${channel}`,
    name: `Our ${channel}`,
    addresses: addresses[channel] ?? [],
    team: null,
    locale: 'tr',
    settings: channel === 'whatsapp' ? { provider: 'twilio' } : {},
    secrets: { ...providerSecrets, accountSid: 'AC0123', botToken: '123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOpp', accessToken: 'meta-access-token' },
  }
  return createAccount({ ...usual, ...input }, secrets)
} // prettier-ignore

const addresses: Partial<Record<AccountInput['channel'], string[]>> = {
  sms: ['+447946000000'],
  whatsapp: ['+447946000001'],
  messenger: ['108204545454545'],
  telegram: ['123456789'],
  x: ['1063212927510081536'],
}

export interface SignedDelivery {
  body: string
  headers: Record<string, string>
}

/** @param url public address of the door, with its query: what Twilio signs over */
export function twilioDelivery(url: string, fields: Record<string, string>): SignedDelivery {
  return {
    body: new URLSearchParams(fields).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': twilio.getExpectedTwilioSignature(providerSecrets.authToken, url, fields),
    },
  }
}

export function metaDelivery(payload: unknown): SignedDelivery {
  const body = JSON.stringify(payload)
  const mac = createHmac('sha256', providerSecrets.appSecret).update(body).digest('hex')
  return { body, headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${mac}` } }
}

export function telegramDelivery(update: unknown): SignedDelivery {
  return {
    body: typeof update === 'string' ? update : JSON.stringify(update),
    headers: {
      'content-type': 'application/json',
      'x-telegram-bot-api-secret-token': providerSecrets.webhookSecret,
    },
  }
}

export interface DoorAnswer {
  status: number
  type: string
  text: string
}

/** Knocks with whatever headers are given, Host too, which fetch would not send. */
export function knock(url: string, { body, headers }: SignedDelivery, method = 'POST'): Promise<DoorAnswer> {
  return new Promise((resolve, reject) => {
    const length = body === '' ? {} : { 'content-length': Buffer.byteLength(body) }
    const call = request(url, { method, headers: { ...length, ...headers } }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => {
        const type = response.headers['content-type'] ?? ''
        resolve({ status: response.statusCode ?? 0, type, text: Buffer.concat(parts).toString() })
      })
    })
    call.on('error', reject)
    call.end(body)
  })
}
