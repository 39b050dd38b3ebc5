import type { Capabilities, ChannelAdapter, ChannelSetup } from '../../channel.js'
import { authenticateSigned } from '../../direct/signed-requests.js'
import { normaliseReviews } from './normalise.js'
import { sendReviewReply } from './send.js'

const caps: Capabilities = {
  intake: ['webhook'],
  outbound: { text: true, html: false, maxChars: 4_000, attachments: null, templates: false, maxReplies: 1 },
  audience: 'public',
  threading: 'native',
  receipts: [],
  supports: { edit: false, retract: false, react: false, typing: false },
}

const setup: ChannelSetup = {
  fields: [
    { name: 'site', in: 'settings', kind: 'text', required: false, pattern: '^[^\\s:]{1,40}$' },
    { name: 'inboundSecret', in: 'secrets', kind: 'text', required: false, pattern: '^\\S{16,200}$' },
    { name: 'replyUrl', in: 'settings', kind: 'text', required: false, pattern: '^https?://\\S{1,500}$' },
  ],
}

/** Ratings with words, from review sites and marketplaces: by file, or posted by a program of the shop's. */
export const review: ChannelAdapter = {
  kind: 'review',
  caps,
  setup,
  authenticate: authenticateSigned,
  normalise: normaliseReviews,
  replyWindow: () => ({ mode: 'free' }),
  send: sendReviewReply,
}
