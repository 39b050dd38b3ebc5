import type { Capabilities, ChannelAdapter, ChannelSetup, DeliveryResult } from '../../channel.js'
import { authenticateSigned } from '../signed-requests.js'
import { normaliseForm } from './normalise.js'

const caps: Capabilities = {
  intake: ['webhook'],
  outbound: { text: false, html: false, attachments: null, templates: false },
  audience: 'private',
  threading: 'native',
  receipts: [],
  supports: { edit: false, retract: false, react: false, typing: false },
}

const setup: ChannelSetup = {
  fields: [
    { name: 'acknowledge', in: 'settings', kind: 'switch', required: false },
    { name: 'statusLink', in: 'settings', kind: 'switch', required: false },
    { name: 'privacyTr', in: 'settings', kind: 'lines', required: false },
    { name: 'privacyEn', in: 'settings', kind: 'lines', required: false },
    { name: 'inboundSecret', in: 'secrets', kind: 'text', required: false, pattern: '^\\S{16,200}$' },
  ],
}

/** Complaints written in a form: on our own public page, or in one of the shop's that posts them here. Answers go by mail. */
export const form: ChannelAdapter = {
  kind: 'form',
  caps,
  setup,
  authenticate: authenticateSigned,
  normalise: normaliseForm,
  replyWindow: () => ({ mode: 'closed', reason: 'answers_go_by_mail' }),
  send: (_message, _account, signal) => Promise.resolve(refuse(signal)),
}

function refuse(signal: AbortSignal): DeliveryResult {
  if (signal.aborted) return { ok: false, class: 'retry', code: 'aborted' }
  return { ok: false, class: 'permanent', code: 'answers_go_by_mail' }
}
