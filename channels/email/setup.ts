import { createTransport } from 'nodemailer'
import { describeError } from '../../server/lib/errors.js'
import type { ChannelAccount, ChannelSetup, SelfCheck } from '../channel.js'

/** What a mailbox is set up with; an account without `smtpUrl` sends by the server of the whole installation. */
export const emailSetup: ChannelSetup = {
  fields: [
    { name: 'addresses', in: 'addresses', kind: 'lines', required: true },
    { name: 'catchAll', in: 'settings', kind: 'switch', required: false },
    { name: 'acknowledge', in: 'settings', kind: 'switch', required: false },
    { name: 'fallbackCharset', in: 'settings', kind: 'text', required: false, pattern: '[A-Za-z0-9_:.-]{1,40}' },
    { name: 'smtpUrl', in: 'secrets', kind: 'text', required: false, pattern: 'smtps?://\\S{1,490}' },
  ],
  selfTest: async (account, _tools, signal) => [await smtpCheck(account, signal)],
} // prettier-ignore

/** Greets the server and signs in, as a mail on its way would, and leaves. */
async function smtpCheck({ secrets }: ChannelAccount, signal: AbortSignal): Promise<SelfCheck> {
  const url = secrets['smtpUrl']
  if (!url) return { code: 'email_system_server', ok: true, detail: '' }
  const wait = 10_000
  const transport = createTransport({ url, connectionTimeout: wait, greetingTimeout: wait, socketTimeout: wait })
  const stop = (): void => transport.close()
  signal.addEventListener('abort', stop, { once: true })
  try {
    await transport.verify()
    return { code: 'email_smtp', ok: true, detail: new URL(url).host }
  } catch (error) {
    return { code: 'email_smtp', ok: false, detail: describeError(error).slice(0, 300) }
  } finally {
    signal.removeEventListener('abort', stop)
    transport.close()
  }
} // prettier-ignore
