import type { Capabilities, ChannelAdapter, SetupField } from '../channel.js'
import { twilioFields } from '../sms/index.js'
import { isReachable } from '../sms/twilio/addresses.js'
import { replyWindow, setupFields } from '../social/whatsapp-cloud/index.js'
import { acceptedBy, providerOf, providers, readerOf } from './providers.js'
import { templateLine } from './templates.js'

/** What every account can do, whichever its provider; `capsFor` tells what one can. */
const caps: Capabilities = {
  intake: ['webhook'],
  outbound: { text: true, html: false, maxChars: 1_600, attachments: null, templates: true },
  audience: 'private',
  threading: 'none',
  receipts: ['sent', 'delivered', 'read', 'failed'],
  supports: { edit: false, retract: false, react: false, typing: false },
}

const fields: SetupField[] = [
  { name: 'provider', in: 'settings', kind: 'select', required: true, options: Object.keys(providers) },
  { name: 'addresses', in: 'addresses', kind: 'lines', required: true, pattern: '^\\+?\\d{6,30}$' },
  ...twilioFields(false),
  ...setupFields,
  { name: 'templates', in: 'settings', kind: 'lines', required: false, pattern: templateLine },
]

/** WhatsApp, by Twilio or by Meta's own cloud: each account says by which in `settings.provider`. */
export const whatsapp: ChannelAdapter = {
  kind: 'whatsapp',
  caps,
  capsFor: (account) => ({ ...caps, outbound: { ...caps.outbound, ...providerOf(account).outbound } }),
  setup: {
    fields,
    selfTest: (account, tools, signal) => providerOf(account).selfTest(account, tools, signal),
    connect: (account, tools, signal) => providerOf(account).connect(account, tools, signal),
  },
  handshake: (request, account) => providerOf(account).handshake?.(request, account) ?? null,
  authenticate: (request, account) => providerOf(account).authenticate(request, account),
  accepted: ({ headers }) => acceptedBy(headers),
  normalise: (raw, account) => readerOf(account, raw.bytes).normalise(raw, account),
  replyWindow,
  send: (message, account, signal, tools) => providerOf(account).send(message, account, signal, tools),
  twoWay: (_account, address) => isReachable('whatsapp:', address),
  openAttachment: (ref, account, signal, tools) =>
    providerOf(account).openAttachment(ref, account, signal, tools),
}
