import type { Capabilities, ChannelAdapter } from '../../channel.js'
import { authenticateTelegram } from './authenticate.js'
import { normaliseTelegram } from './normalise.js'
import { openTelegramFile } from './open-attachment.js'
import { sendTelegram, telegramLimits } from './send.js'
import { telegramSetup } from './setup.js'

const caps: Capabilities = {
  intake: ['webhook'],
  outbound: {
    text: true,
    html: false,
    // longer texts go out in parts; more than ten of them are no message
    maxChars: 10 * telegramLimits.text,
    attachments: { max: 10, maxBytes: telegramLimits.file },
    templates: false,
  },
  audience: 'private',
  threading: 'native',
  receipts: [],
  supports: { edit: false, retract: false, react: false, typing: false },
}

/** Private conversations with a bot over the Bot API; groups and channels are no conversations with the shop. */
export const telegram: ChannelAdapter = {
  kind: 'telegram',
  caps,
  setup: telegramSetup,
  accepted: () => ({ status: 200, type: 'application/json', body: '{}' }),
  authenticate: authenticateTelegram,
  normalise: normaliseTelegram,
  replyWindow: () => ({ mode: 'free' }),
  send: sendTelegram,
  openAttachment: openTelegramFile,
}
