import type { ChannelAccount, ChannelSetup, SelfCheck } from '../channel.js'
import { hoursPattern } from './hours.js'
import { chatSettings, identityModes, originPattern } from './settings.js'

/** What a site's widget is set up with; the script tag that a page needs is shown beside it. */
export const chatSetup: ChannelSetup = {
  fields: [
    { name: 'allowedOrigins', in: 'settings', kind: 'lines', required: true, pattern: originPattern },
    { name: 'greetingTr', in: 'settings', kind: 'text', required: false },
    { name: 'greetingEn', in: 'settings', kind: 'text', required: false },
    { name: 'hours', in: 'settings', kind: 'lines', required: false, pattern: hoursPattern },
    { name: 'timeZone', in: 'settings', kind: 'text', required: false, pattern: '^[A-Za-z_]+(/[A-Za-z0-9_+-]+)*$' },
    { name: 'awayMinutes', in: 'settings', kind: 'text', required: false, pattern: '^\\d{1,4}$' },
    { name: 'preChat', in: 'settings', kind: 'switch', required: false },
    { name: 'askOrder', in: 'settings', kind: 'switch', required: false },
    { name: 'askCategory', in: 'settings', kind: 'switch', required: false },
    { name: 'askRemedy', in: 'settings', kind: 'switch', required: false },
    { name: 'identity', in: 'settings', kind: 'select', required: false, options: identityModes },
    { name: 'identifySecret', in: 'secrets', kind: 'text', required: false, pattern: '^.{16,}$' },
    { name: 'botOn', in: 'settings', kind: 'switch', required: false },
    { name: 'botSecret', in: 'secrets', kind: 'text', required: false, pattern: '^.{16,}$' },
  ],
  selfTest: (account) => Promise.resolve(checksOf(account)),
} // prettier-ignore

/** All that can be wrong with a widget is in its own settings: nobody outside is asked. */
function checksOf({ settings, secrets }: ChannelAccount): SelfCheck[] {
  const { allowedOrigins, identity, botOn } = chatSettings(settings)
  const checks = [{ code: 'chat_origins', ok: allowedOrigins.length > 0, detail: allowedOrigins.join(' ') }]
  if (identity !== 'off')
    checks.push({ code: 'chat_identity', ok: Boolean(secrets['identifySecret']), detail: identity })
  if (botOn) checks.push({ code: 'chat_bot', ok: Boolean(secrets['botSecret']), detail: '' })
  return checks
}
