import type { Capabilities, ChannelAdapter } from '../../channel.js'
import { authenticateX, challengeX } from './authenticate.js'
import { maxPost } from './length.js'
import { normaliseX } from './normalise.js'
import { openXFile } from './open-attachment.js'
import { sendX } from './send.js'
import { xSetup } from './setup.js'

const caps: Capabilities = {
  intake: ['webhook'],
  outbound: {
    text: true,
    html: false,
    maxChars: 10_000,
    maxPublicChars: maxPost,
    attachments: null,
    templates: false,
  },
  audience: 'both',
  threading: 'native',
  receipts: ['read'],
  supports: { edit: false, retract: false, react: false, typing: false },
}

/** Public mentions and direct messages of X (Account Activity API in, X API v2 out). */
export const x: ChannelAdapter = {
  kind: 'x',
  caps,
  setup: xSetup,
  handshake: challengeX,
  accepted: () => ({ status: 200, type: 'application/json', body: '{}' }),
  authenticate: authenticateX,
  normalise: normaliseX,
  replyWindow: () => ({ mode: 'free' }),
  send: sendX,
  openAttachment: openXFile,
}
