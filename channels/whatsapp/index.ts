import { after, hours } from '../../server/lib/clock.js'
import type { Capabilities, ChannelAdapter, ReplyWindow } from '../channel.js'
import { acceptedByTwilio, twilioFields } from '../sms/index.js'
import { isReachable } from '../sms/twilio/addresses.js'
import { maxChars } from '../sms/twilio/send.js'
import { providerOf, providers } from './providers.js'
import { templateLine } from './templates.js'

const caps: Capabilities = {
  intake: ['webhook'],
  // files would have to lie at a public URL
  outbound: { text: true, html: false, maxChars, attachments: null, templates: true },
  audience: 'private',
  threading: 'none',
  receipts: ['sent', 'delivered', 'read', 'failed'],
  supports: { edit: false, retract: false, react: false, typing: false },
}

/** WhatsApp, by Twilio or by Meta's own cloud: each account says by which in `settings.provider`. */
export const whatsapp: ChannelAdapter = {
  kind: 'whatsapp',
  caps,
  setup: {
    fields: [
      { name: 'provider', in: 'settings', kind: 'select', required: true, options: Object.keys(providers) },
      { name: 'addresses', in: 'addresses', kind: 'lines', required: true, pattern: '^\\+?\\d{6,20}$' },
      ...twilioFields(false),
      { name: 'templates', in: 'settings', kind: 'lines', required: false, pattern: templateLine },
    ],
    selfTest: (account, tools, signal) => providerOf(account).selfTest(account, tools, signal),
    connect: async (account, tools, signal) =>
      (await providerOf(account).connect?.(account, tools, signal)) ?? [],
  },
  handshake: (request, account) => providerOf(account).handshake?.(request, account) ?? null,
  authenticate: (request, account) => providerOf(account).authenticate(request, account),
  accepted: ({ headers }) =>
    'x-twilio-signature' in headers ? acceptedByTwilio : { status: 200, type: 'text/plain', body: '' },
  normalise: (raw, account) => providerOf(account).normalise(raw, account),
  replyWindow: ({ lastInboundAt }, now) => windowSince(lastInboundAt, now),
  send: (message, account, signal, tools) => providerOf(account).send(message, account, signal, tools),
  twoWay: (_account, address) => isReachable('whatsapp:', address),
  openAttachment: (ref, account, signal, tools) =>
    providerOf(account).openAttachment(ref, account, signal, tools),
}

/** Free words for 24 h after the customer last wrote, then approved templates only (error 63016, Meta's 131047). */
function windowSince(lastInboundAt: Date | null, now: Date): ReplyWindow {
  const until = lastInboundAt && after(hours(24), lastInboundAt)
  return until && until > now ? { mode: 'free', until } : { mode: 'template', reason: 'window_closed' }
}
