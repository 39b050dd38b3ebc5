import type { ChannelAccount, ChannelSetup, ChannelTools, SelfCheck } from '../../channel.js'
import { idText, text } from '../loose.js'
import { call } from './api.js'

const key = '^[A-Za-z0-9_-]{10,200}$'

export const xSetup: ChannelSetup = {
  fields: [
    { name: 'addresses', in: 'addresses', kind: 'text', required: true, pattern: '^\\d{1,25}$' },
    { name: 'handle', in: 'settings', kind: 'text', required: false, pattern: '^@?\\w{1,50}$' },
    { name: 'consumerKey', in: 'secrets', kind: 'text', required: true, pattern: key },
    { name: 'consumerSecret', in: 'secrets', kind: 'text', required: true, pattern: key },
    { name: 'accessToken', in: 'secrets', kind: 'text', required: true, pattern: key },
    { name: 'accessTokenSecret', in: 'secrets', kind: 'text', required: true, pattern: key },
    { name: 'apiUrl', in: 'settings', kind: 'text', required: false, pattern: '^https?://\\S{1,300}$' },
  ],
  selfTest,
}

/** Asks X whose keys these are. */
async function selfTest(
  account: ChannelAccount,
  tools: ChannelTools,
  signal: AbortSignal,
): Promise<SelfCheck[]> {
  const called = await call('GET', '/2/users/me', null, account, tools, signal)
  if (!called.ok) {
    const { code = '', detail = '' } = called.failure
    return [{ code: 'x_user', ok: false, detail: `${code} ${detail}`.trim() }]
  }
  const id = idText(called.data['id'])
  const ok = id !== '' && account.addresses.includes(id)
  return [{ code: 'x_user', ok, detail: `@${text(called.data['username'])} (${id})` }]
}
