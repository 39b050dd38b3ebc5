import type { Capabilities, ChannelAdapter } from '../channel.js'
import { authenticateBearer } from './authenticate.js'
import { normaliseMail } from './normalise.js'
import { makeParserPool, type ParserPool } from './parser-pool.js'
import { type Mailer, makeMailer } from './send.js'
import { emailSetup } from './setup.js'

const caps: Capabilities = {
  intake: ['webhook', 'smtp'],
  outbound: {
    text: true,
    html: true,
    attachments: { max: 20, maxBytes: 20 * 1024 * 1024 },
    templates: false,
  },
  audience: 'private',
  threading: 'headers',
  receipts: ['failed'],
  supports: { edit: false, retract: false, react: false, typing: false },
}

/**
 * The e-mail channel. Parser threads and connections are opened at first use and do not keep a process alive when
 * idle; `close` ends them. `send` takes the server from the account's `secrets.smtpUrl`.
 */
export function makeEmail(
  pool: ParserPool = makeParserPool(),
  mailer: Mailer = makeMailer(),
): ChannelAdapter & { close(): Promise<void> } {
  return {
    kind: 'email',
    caps,
    setup: emailSetup,
    authenticate: authenticateBearer,
    normalise: async (raw, account) => [await normaliseMail(pool, raw, account)],
    replyWindow: () => ({ mode: 'free' }),
    send: async (message, account, signal) => {
      const smtpUrl = account.secrets['smtpUrl']
      if (!smtpUrl) return { ok: false, class: 'config', code: 'smtp_not_configured' }
      return mailer.send(message, smtpUrl, signal)
    },
    close: async () => {
      mailer.close()
      await pool.close()
    },
  }
}

export const email = makeEmail()
