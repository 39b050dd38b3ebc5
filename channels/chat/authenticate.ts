import { createHmac } from 'node:crypto'
import { equalInConstantTime } from '../../server/lib/secrets.js'
import type { AuthResult, ChannelAccount, RawRequest } from '../channel.js'
import { chatSettings } from './settings.js'

/**
 * Whether a program of the shop's posted this: `x-redress-signature: sha256=<hex HMAC-SHA256 of the raw body>` under
 * the account's `secrets.botSecret`. A widget without a secret, or with its bot switched off, takes nothing this way.
 */
export function authenticateBot(request: RawRequest, account: ChannelAccount): AuthResult {
  const secret = account.secrets['botSecret']
  if (!secret || !chatSettings(account.settings).botOn) return { ok: false, status: 403, reason: 'bot_off' }
  const given = /^sha256=([0-9a-f]{64})$/.exec(request.headers['x-redress-signature'] ?? '')?.[1]
  if (given === undefined) return { ok: false, status: 401, reason: 'no_signature' }
  const right = createHmac('sha256', secret).update(request.body).digest('hex')
  return equalInConstantTime(given, right)
    ? { ok: true }
    : { ok: false, status: 401, reason: 'wrong_signature' }
}
