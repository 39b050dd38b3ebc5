/** The chat on the demonstration's own page: people who try it out write here too. */
export const chatAccount = {
  channel: 'chat' as const,
  key: 'demo',
  name: 'Lale Bahçesi',
  addresses: [] as string[],
  settings: {
    allowedOrigins: [],
    identity: 'off',
    preChat: { on: true, askOrder: true, askCategory: false, askRemedy: false },
    greeting: {
      tr: 'Merhaba! Çiçeğiniz ya da siparişinizle ilgili nasıl yardımcı olabiliriz?',
      en: 'Hello! How can we help with your flowers or your order?',
    },
  },
}
