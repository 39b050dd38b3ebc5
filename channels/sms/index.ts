import type { Capabilities, ChannelAccount, ChannelAdapter, HttpReply, SetupField } from '../channel.js'
import { countSmsUnits } from './segments.js'
import { isNumber, isReachable, withoutPrefix } from './twilio/addresses.js'
import { authenticateTwilio } from './twilio/authenticate.js'
import { connectTwilio } from './twilio/connect.js'
import { normaliseTwilio } from './twilio/normalise.js'
import { openTwilioMedia } from './twilio/open-attachment.js'
import { testTwilio } from './twilio/self-test.js'
import { maxChars, sendByTwilio, sendTimeoutMs } from './twilio/send.js'

const caps: Capabilities = {
  intake: ['webhook'],
  // files would have to lie at a public URL
  outbound: { text: true, html: false, maxChars, attachments: null, templates: false },
  audience: 'private',
  threading: 'none',
  receipts: ['sent', 'delivered', 'failed'],
  supports: { edit: false, retract: false, react: false, typing: false },
}

/** What Twilio is told when its webhook was taken: TwiML that does nothing. */
export const acceptedByTwilio: HttpReply = { status: 200, type: 'text/xml', body: '<Response/>' }

/** What an account needs for Twilio, whichever of its channels it is. */
export const twilioFields = (required: boolean): SetupField[] => [
  { name: 'accountSid', in: 'secrets', kind: 'text', required, pattern: '^AC[0-9A-Za-z]{1,64}$' },
  { name: 'authToken', in: 'secrets', kind: 'text', required, pattern: '^\\S{1,128}$' },
  { name: 'messagingServiceSid', in: 'settings', kind: 'text', required: false, pattern: '^MG[0-9A-Za-z]{1,64}$' },
  { name: 'apiUrl', in: 'settings', kind: 'text', required: false, pattern: '^https?://\\S{1,300}$' },
] // prettier-ignore

/**
 * SMS and MMS by Twilio.
 * @param timeoutMs how long Twilio may take to take a message
 */
export function makeSms({ timeoutMs = sendTimeoutMs } = {}): ChannelAdapter {
  return {
    kind: 'sms',
    caps,
    setup: {
      fields: [
        // a number in E.164, a short code, or a sender's name of up to 11 letters
        { name: 'addresses', in: 'addresses', kind: 'lines', required: true, pattern: '^(\\+[1-9]\\d{6,14}|\\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 ._-]{1,11})$' },
        ...twilioFields(true),
        { name: 'smartEncoding', in: 'settings', kind: 'switch', required: false },
      ],
      selfTest: testTwilio,
      connect: connectTwilio,
    },
    authenticate: authenticateTwilio,
    accepted: () => acceptedByTwilio,
    normalise: normaliseTwilio,
    replyWindow: () => ({ mode: 'free' }),
    send: (message, account, signal, tools) => sendByTwilio(message, account, signal, tools, timeoutMs),
    twoWay,
    countUnits: countSmsUnits,
    openAttachment: openTwilioMedia,
  }
} // prettier-ignore

export const sms = makeSms()

/**
 * Whether an answer can come back. Twilio carries no SMS from Turkey (twilio.com/en-us/guidelines/tr/sms), and a
 * sender that is a name has no number to answer to.
 */
function twoWay(account: ChannelAccount, address: string): boolean {
  const plain = withoutPrefix(address)
  if (!isReachable('', plain) || plain.startsWith('+90')) return false
  return account.addresses.length === 0 || account.addresses.some(isNumber)
}
