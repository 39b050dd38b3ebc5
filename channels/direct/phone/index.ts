import type { Capabilities, ChannelAdapter, ChannelSetup } from '../../channel.js'
import { openNamedFile } from '../files.js'
import { authenticateSigned } from '../signed-requests.js'
import { callLinkPattern } from './call-link.js'
import { normaliseCall } from './normalise.js'

export { callHref } from './call-link.js'

const caps: Capabilities = {
  intake: ['webhook'],
  outbound: { text: false, html: false, attachments: null, templates: false },
  audience: 'private',
  threading: 'none',
  receipts: [],
  supports: { edit: false, retract: false, react: false, typing: false },
}

const setup: ChannelSetup = {
  fields: [
    { name: 'callLink', in: 'settings', kind: 'text', required: false, pattern: callLinkPattern },
    { name: 'country', in: 'settings', kind: 'text', required: false, pattern: '^[A-Z]{2}$' },
    { name: 'inboundSecret', in: 'secrets', kind: 'text', required: false, pattern: '^\\S{16,200}$' },
  ],
}

/** Calls as a telephone system tells of them, and links by which it is made to call. Nobody is written to by phone. */
export const phone: ChannelAdapter = {
  kind: 'phone',
  caps,
  setup,
  authenticate: authenticateSigned,
  normalise: normaliseCall,
  replyWindow: () => ({ mode: 'closed', reason: 'phone_by_voice' }),
  send: (_message, _account, signal) =>
    Promise.resolve(
      signal.aborted
        ? { ok: false, class: 'retry', code: 'aborted' }
        : { ok: false, class: 'config', code: 'phone_by_voice' },
    ),
  openAttachment: openNamedFile,
}
