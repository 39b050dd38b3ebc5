import type { ChannelAccount, ChannelTools, SelfCheck } from '../../channel.js'
import { wordsOf } from './errors.js'

/** Where Twilio delivers what comes in for an account. */
export function webhookOf({ channel, key }: ChannelAccount, { publicBaseUrl }: ChannelTools): string {
  return `${publicBaseUrl}/channels/${channel}/${key}`
}

/** Whether there is anything to sign in with; the SDK takes no account id that does not begin with AC. */
export function hasCredentials({ secrets }: ChannelAccount): boolean {
  return (secrets['accountSid'] ?? '').startsWith('AC') && (secrets['authToken'] ?? '') !== ''
}

/** One look at Twilio as a check; what fails is not ok, in Twilio's words. */
export async function checked(
  code: string,
  look: () => Promise<{ ok: boolean; detail: string }>,
): Promise<SelfCheck> {
  try {
    return { code, ...(await look()) }
  } catch (error) {
    return { code, ok: false, detail: wordsOf(error) }
  }
}

/** Twilio reaches public addresses only; a webhook over plain http would show what customers write. */
export function publicAddress(base: string): SelfCheck {
  const { protocol, hostname } = new URL(base)
  const local = /^(localhost|127\..*|\[::1\]|.*\.(localhost|local|internal))$/.test(hostname)
  return { code: 'public_address', ok: protocol === 'https:' && !local, detail: base }
}
