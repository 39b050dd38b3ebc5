import { ChannelRejected } from '../../server/lib/errors.js'
import type { ChannelAccount, ChannelAdapter, ChannelSetup, HttpReply } from '../channel.js'
import { acceptedByTwilio } from '../sms/index.js'
import { authenticateTwilio } from '../sms/twilio/authenticate.js'
import { connectTwilio } from '../sms/twilio/connect.js'
import { isJsonObject } from '../sms/twilio/form.js'
import { normaliseTwilio } from '../sms/twilio/normalise.js'
import { openTwilioMedia } from '../sms/twilio/open-attachment.js'
import { testTwilio } from '../sms/twilio/self-test.js'
import { maxChars, sendByTwilio } from '../sms/twilio/send.js'
import * as metaCloud from '../social/whatsapp-cloud/index.js'

/** What each way to WhatsApp does in its own words. */
export type Provider = Pick<ChannelAdapter, 'authenticate' | 'handshake' | 'normalise' | 'send'> &
  Required<Pick<ChannelAdapter, 'openAttachment'>> &
  Required<Pick<ChannelSetup, 'selfTest' | 'connect'>> & {
    /** What it takes of a message. */
    outbound: { maxChars: number; attachments: { max: number; maxBytes: number } | null }
  }

const twilio: Provider = {
  authenticate: authenticateTwilio,
  normalise: normaliseTwilio,
  send: sendByTwilio,
  openAttachment: openTwilioMedia,
  selfTest: testTwilio,
  connect: connectTwilio,
  // files would have to lie at a public URL
  outbound: { maxChars, attachments: null },
}

const cloud: Provider = {
  ...metaCloud,
  // The smallest of the platform's limits (developers.facebook.com/docs/whatsapp/cloud-api/reference/media): pictures.
  outbound: { maxChars: metaCloud.maxChars, attachments: { max: 10, maxBytes: 5 * 1024 * 1024 } },
}

/** The ways to WhatsApp, by the name in an account's `settings.provider`. */
export const providers: Readonly<Record<string, Provider>> = { twilio, cloud }

/** The account's way to WhatsApp; Twilio where it names none. */
export function providerOf({ settings }: ChannelAccount): Provider {
  const name = settings['provider'] ?? 'twilio'
  return (typeof name === 'string' && Object.hasOwn(providers, name) && providers[name]) || nobody
}

/** Reads a body whose account names no provider: Meta posts JSON, Twilio a form. */
export function readerOf(account: ChannelAccount, bytes: Buffer): Provider {
  return account.settings['provider'] === undefined && isJsonObject(bytes) ? cloud : providerOf(account)
}

/** The acknowledgement that the provider of a request waits for. */
export function acceptedBy(headers: Record<string, string>): HttpReply {
  return 'x-twilio-signature' in headers ? acceptedByTwilio : metaCloud.accepted()
}

const unknown = 'provider_unknown'

/** Stands for a name that no provider has: it takes nothing and sends nothing, and says why. */
const nobody: Provider = {
  authenticate: () => ({ ok: false, status: 403, reason: unknown }),
  normalise: () => [{ kind: 'ignored', reason: unknown }],
  send: () => Promise.resolve({ ok: false, class: 'config', code: unknown }),
  openAttachment: () => Promise.reject(new ChannelRejected(unknown)),
  selfTest: () => Promise.resolve([{ code: unknown, ok: false, detail: '' }]),
  connect: () => Promise.resolve([{ code: unknown, ok: false, detail: '' }]),
  outbound: { maxChars, attachments: null },
}
