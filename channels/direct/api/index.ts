import type { Capabilities, ChannelAdapter, ChannelSetup } from '../../channel.js'
import { openNamedFile } from '../files.js'
import { authenticateSigned } from '../signed-requests.js'
import { normaliseApi } from './normalise.js'
import { sendToApi } from './send.js'

const caps: Capabilities = {
  intake: ['webhook'],
  outbound: { text: true, html: false, maxChars: 20_000, attachments: null, templates: false },
  audience: 'private',
  threading: 'native',
  receipts: [],
  supports: { edit: false, retract: false, react: false, typing: false },
}

const setup: ChannelSetup = {
  fields: [
    { name: 'addresses', in: 'addresses', kind: 'text', required: false, pattern: '^[a-z0-9_-]{1,64}$' },
    { name: 'inboundSecret', in: 'secrets', kind: 'text', required: false, pattern: '^\\S{16,200}$' },
    { name: 'replyUrl', in: 'settings', kind: 'text', required: false, pattern: '^https?://\\S{1,500}$' },
  ],
}

/** Messages from and to the shop's own systems: its app, its order pages, a kiosk. */
export const api: ChannelAdapter = {
  kind: 'api',
  caps,
  setup,
  authenticate: authenticateSigned,
  normalise: normaliseApi,
  replyWindow: () => ({ mode: 'free' }),
  send: sendToApi,
  openAttachment: openNamedFile,
}
