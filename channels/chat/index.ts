import type { Capabilities, ChannelAdapter, DeliveryResult, OutboundMessage } from '../channel.js'
import { authenticateBot } from './authenticate.js'
import { chatLimits } from './envelope.js'
import { normaliseChat } from './normalise.js'
import { chatSetup } from './setup.js'

const caps: Capabilities = {
  intake: ['socket', 'webhook'],
  outbound: {
    text: true,
    html: false,
    maxChars: 10_000,
    attachments: { max: 10, maxBytes: chatLimits.fileBytes },
    templates: false,
  },
  audience: 'private',
  threading: 'native',
  receipts: ['sent', 'delivered', 'read'],
  supports: { edit: false, retract: false, react: false, typing: true },
}

/**
 * The web chat: our own widget on a shop's pages. What is stored in the thread has arrived, because visitors read the
 * thread itself; sending is done with that.
 */
export const chat: ChannelAdapter = {
  kind: 'chat',
  caps,
  setup: chatSetup,
  authenticate: authenticateBot,
  normalise: normaliseChat,
  replyWindow: () => ({ mode: 'free' }),
  send: (message, _account, signal) => Promise.resolve(handOver(message, signal)),
}

function handOver({ to, reference }: OutboundMessage, signal: AbortSignal): DeliveryResult {
  if (signal.aborted) return { ok: false, class: 'retry', code: 'aborted' }
  if (to.length === 0) return { ok: false, class: 'permanent', code: 'no_recipient' }
  return { ok: true, externalIds: [reference], state: 'sent' }
}
