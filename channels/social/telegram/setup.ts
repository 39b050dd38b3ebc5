import { after, hours, now } from '../../../server/lib/clock.js'
import type { ChannelAccount, ChannelSetup, ChannelTools, SelfCheck } from '../../channel.js'
import { fields, idText, instant, number, text } from '../loose.js'
import { botIdOf, webhookSecretOf } from './account.js'
import { call, type Called } from './api.js'
import { updateKinds } from './normalise.js'

export const telegramSetup: ChannelSetup = {
  fields: [
    { name: 'botToken', in: 'secrets', kind: 'text', required: true, pattern: '^\\d{3,20}:[A-Za-z0-9_-]{20,200}$' },
    { name: 'addresses', in: 'addresses', kind: 'text', required: true, pattern: '^\\d{3,20}$' },
    { name: 'webhookSecret', in: 'secrets', kind: 'text', required: false, pattern: '^[A-Za-z0-9_-]{16,256}$' },
    { name: 'botName', in: 'settings', kind: 'text', required: false, pattern: '^@?\\w{3,64}$' },
    { name: 'apiUrl', in: 'settings', kind: 'text', required: false, pattern: '^https?://\\S{1,300}$' },
  ],
  selfTest: async (account, tools, signal) => [
    botCheck(await call('getMe', {}, account, tools, signal), account),
    ...webhookChecks(await call('getWebhookInfo', {}, account, tools, signal), account, tools),
  ],
  connect,
} // prettier-ignore

/** Where Telegram is told to deliver. */
function webhookUrl(account: ChannelAccount, tools: ChannelTools): string {
  return `${tools.publicBaseUrl}/channels/telegram/${account.key}`
}

/** Sets the webhook with its secret and the kinds of update that are read (core.telegram.org/bots/api#setwebhook). */
async function connect(
  account: ChannelAccount,
  tools: ChannelTools,
  signal: AbortSignal,
): Promise<SelfCheck[]> {
  const url = webhookUrl(account, tools)
  const secret = webhookSecretOf(account)
  if (!secret) return [{ code: 'telegram_connect', ok: false, detail: 'webhookSecret' }]
  const asked = { url, secret_token: secret, allowed_updates: updateKinds }
  const called = await call('setWebhook', asked, account, tools, signal)
  return [
    called.ok ? { code: 'telegram_connect', ok: true, detail: url } : refused('telegram_connect', called),
  ]
}

function botCheck(called: Called, account: ChannelAccount): SelfCheck {
  if (!called.ok) return refused('telegram_bot', called)
  const { id, username } = fields(called.result)
  const ok = idText(id) !== '' && idText(id) === botIdOf(account)
  return { code: 'telegram_bot', ok, detail: `@${text(username)} (${idText(id)})` }
}

function webhookChecks(called: Called, account: ChannelAccount, tools: ChannelTools): SelfCheck[] {
  if (!called.ok) return [refused('telegram_webhook', called)]
  const info = fields(called.result)
  const [url, waiting] = [text(info['url']), number(info['pending_update_count']) ?? 0]
  const failedAt = instant(info['last_error_date'])
  const lately = failedAt !== null && failedAt > after(-hours(1), now())
  const said = failedAt ? `${failedAt.toISOString()} ${text(info['last_error_message'])}` : ''
  return [
    { code: 'telegram_webhook', ok: url === webhookUrl(account, tools), detail: url },
    { code: 'telegram_waiting', ok: waiting < 100, detail: String(waiting) },
    { code: 'telegram_last_error', ok: !lately, detail: said.trim().slice(0, 300) },
  ]
}

function refused(code: string, { failure }: Extract<Called, { ok: false }>): SelfCheck {
  return { code, ok: false, detail: [failure.code, failure.detail].filter(Boolean).join(' ') }
}
