import { ChannelRejected } from '../../server/lib/errors.js'
import type { ChannelAccount, ChannelAdapter, ChannelSetup } from '../channel.js'
import { authenticateTwilio } from '../sms/twilio/authenticate.js'
import { connectTwilio } from '../sms/twilio/connect.js'
import { normaliseTwilio } from '../sms/twilio/normalise.js'
import { openTwilioMedia } from '../sms/twilio/open-attachment.js'
import { testTwilio } from '../sms/twilio/self-test.js'
import { sendByTwilio } from '../sms/twilio/send.js'

/** What each way to WhatsApp does in its own words. */
export type Provider = Pick<ChannelAdapter, 'authenticate' | 'handshake' | 'normalise' | 'send'> &
  Required<Pick<ChannelAdapter, 'openAttachment'>> &
  Pick<ChannelSetup, 'connect'> &
  Required<Pick<ChannelSetup, 'selfTest'>>

const twilio: Provider = {
  authenticate: authenticateTwilio,
  normalise: normaliseTwilio,
  send: sendByTwilio,
  openAttachment: openTwilioMedia,
  selfTest: testTwilio,
  connect: connectTwilio,
}

/** The ways to WhatsApp, by the name in an account's `settings.provider`. */
export const providers: Readonly<Record<string, Provider>> = { twilio }

/** The account's way to WhatsApp; Twilio where it names none. */
export function providerOf({ settings }: ChannelAccount): Provider {
  const name = settings['provider'] ?? 'twilio'
  return (typeof name === 'string' && Object.hasOwn(providers, name) && providers[name]) || nobody
}

const unknown = 'provider_unknown'

/** Stands for a name that no provider has: it takes nothing and sends nothing, and says why. */
const nobody: Provider = {
  authenticate: () => ({ ok: false, status: 403, reason: unknown }),
  normalise: () => [{ kind: 'ignored', reason: unknown }],
  send: () => Promise.resolve({ ok: false, class: 'config', code: unknown }),
  openAttachment: () => Promise.reject(new ChannelRejected(unknown)),
  selfTest: () => Promise.resolve([{ code: unknown, ok: false, detail: '' }]),
}
