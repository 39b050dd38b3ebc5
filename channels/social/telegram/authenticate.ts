import type { AuthResult, ChannelAccount, RawRequest } from '../../channel.js'
import { sameText } from '../signed.js'
import { webhookSecretOf } from './account.js'

/** Whether Telegram repeats the secret that it was given with setWebhook (X-Telegram-Bot-Api-Secret-Token). */
export function authenticateTelegram(request: RawRequest, account: ChannelAccount): AuthResult {
  const secret = webhookSecretOf(account)
  if (!secret) return { ok: false, status: 404, reason: 'no_webhook_secret' }
  const given = request.headers['x-telegram-bot-api-secret-token']
  if (given === undefined) return { ok: false, status: 403, reason: 'no_secret_token' }
  return sameText(given, secret) ? { ok: true } : { ok: false, status: 403, reason: 'wrong_secret_token' }
}
