import type { Booted } from '../../boot.js'
import { Conflict } from '../../lib/errors.js'
import { createAccount } from '../../models/channel-accounts/index.js'
import * as teams from '../../models/teams/index.js'

/** The chat on the demonstration's own page; told twice it is the same one. */
export async function makeChat({ secrets, config }: Booted): Promise<void> {
  const settings = {
    allowedOrigins: [],
    identity: 'off',
    preChat: { on: true, askOrder: true, askCategory: false, askRemedy: false },
    greeting: {
      tr: 'Merhaba! Çiçeğiniz ya da siparişinizle ilgili nasıl yardımcı olabiliriz?',
      en: 'Hello! How can we help with your flowers or your order?',
    },
  }
  const account = { channel: 'chat', key: 'demo', name: 'Lale Bahçesi', addresses: [] } as const
  const team = (await teams.ensureDefault())._id
  try {
    await createAccount(
      { ...account, addresses: [], team, locale: config.defaults.locale, settings },
      secrets,
    )
  } catch (error) {
    // Made by an earlier run that was cut off, and perhaps changed by people since.
    if (!(error instanceof Conflict)) throw error
  }
}
